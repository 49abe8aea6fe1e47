// An empty file system in user space: node fuse-server.mjs FOLDER [swallow]. It answers statfs, getattr and readdir of its
// root. With `swallow` it takes statfs requests and never answers: whoever asks then sleeps uninterruptibly.
// Formats: include/uapi/linux/fuse.h, protocol 7.31.
import { spawnSync } from 'node:child_process';
import { openSync, readSync, writeSync } from 'node:fs';

const [folder, mode] = process.argv.slice(2);
const device = openSync('/dev/fuse', 'r+');
spawnSync('mount', ['-i', '-t', 'fuse', '-o', 'fd=3,rootmode=40000,user_id=0,group_id=0,allow_other', 'lab', folder], {
  stdio: ['ignore', 'inherit', 'inherit', device],
});

const FORGET = [2, 36, 42];
const ENOENT = -2;
const ENOSYS = -38;

function initReply() {
  const reply = Buffer.alloc(64);
  reply.writeUInt32LE(7, 0);
  reply.writeUInt32LE(31, 4);
  reply.writeUInt32LE(4096, 20);
  return reply;
}

function attributesReply() {
  const reply = Buffer.alloc(104);
  reply.writeBigUInt64LE(1n, 16);
  reply.writeUInt32LE(0o40755, 76);
  reply.writeUInt32LE(2, 80);
  return reply;
}

function statfsReply() {
  const reply = Buffer.alloc(80);
  for (const [index, blocks] of [1000n, 400n, 400n, 100n, 90n].entries()) reply.writeBigUInt64LE(blocks, index * 8);
  reply.writeUInt32LE(4096, 40);
  reply.writeUInt32LE(255, 44);
  reply.writeUInt32LE(4096, 48);
  return reply;
}

function answer(opcode) {
  if (opcode === 26) return initReply();
  if (opcode === 3) return attributesReply();
  if (opcode === 17) return statfsReply();
  if (opcode === 27) return Buffer.alloc(16);
  if (opcode === 28 || opcode === 29) return Buffer.alloc(0);
  return opcode === 1 ? ENOENT : ENOSYS;
}

const request = Buffer.alloc(1 << 18);
for (;;) {
  readSync(device, request);
  const opcode = request.readUInt32LE(4);
  if (FORGET.includes(opcode) || (opcode === 17 && mode === 'swallow')) continue;
  const body = answer(opcode);
  const bytes = typeof body === 'number' ? Buffer.alloc(0) : body;
  const header = Buffer.alloc(16);
  header.writeUInt32LE(16 + bytes.length, 0);
  header.writeInt32LE(typeof body === 'number' ? body : 0, 4);
  request.copy(header, 8, 8, 16);
  writeSync(device, Buffer.concat([header, bytes]));
}
