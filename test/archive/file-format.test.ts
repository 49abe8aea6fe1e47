import { expect, it } from 'vitest';
import { failure, noise, readBytes, readPath, readStdin, scratchFile } from './reading.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

it.each([
  ['an lzip file', 'LZIP\x01\x0c', 'lzip -dc'],
  ['an lz4 file', '\x04\x22\x4d\x18', 'lz4 -dc'],
  ['a gzip file in base64', 'H4sIAAAAAAAAA+3BMQEAAADCoPVP7WsIoAAAeAMBxN8+', 'base64 -d'],
])('%s is named with the command that unpacks it', async (name, magic, command) => {
  const path = scratchFile(latin1(magic), 'bundle.tgz');
  const error = await failure(readPath(path));
  expect(error.code).toBe('ARCHIVE_FORMAT');
  expect(error.message).toContain(`: it is ${name}`);
  expect(error.hint).toBe(`${command} ${path.split('/').pop()} | analyze -`);
  expect((await failure(readStdin(latin1(magic)))).hint).toBe(`${command} FILE | analyze -`);
});

it.each([
  ['a 7z archive', '7z\xbc\xaf\x27\x1c\0'],
  ['a RAR archive', 'Rar!\x1a\x07\x01\0'],
  ['a systemd journal', 'LPKSHHRH\0\0'],
  ['text in UTF-16', '\xff\xfek\0e\0r\0'],
  ['an HTML page', '\n  <!DOCTYPE html><html><title>Log in</title>'],
  ['a PNG image', '\x89PNG\r\n\x1a\n'],
  ['a JPEG image', '\xff\xd8\xff\xe0\0\x10JFIF'],
  ['a PDF document', '%PDF-1.7\n'],
  ['an ELF program', `\x7fELF\x02\x01\x01${'\0'.repeat(9)}\x02\0`],
  ['a core dump', `\x7fELF\x02\x01\x01${'\0'.repeat(9)}\x04\0`],
  ['a core dump', `\x7fELF\x01\x02\x01${'\0'.repeat(9)}\0\x04`],
  ['a packet capture', '\xd4\xc3\xb2\xa1\x02\0\x04\0'],
  ['a packet capture', '\x0a\x0d\x0d\x0a\x1c\0\0\0'],
  ['a WebP image', 'RIFF\x10\0\0\0WEBPVP8 '],
  ['a HEIC or AVIF image', '\0\0\0\x18ftypheic'],
  ['a TIFF image', 'II*\0\x08\0\0\0'],
])('%s is named', async (name, magic) => {
  const error = await failure(readBytes(latin1(magic)));
  expect([error.code, error.message.split(': ').pop()]).toEqual(['ARCHIVE_FORMAT', `it is ${name}`]);
});

it.each([
  ['age', 'age-encryption.org/v1\n-> X25519 '],
  ['age', '-----BEGIN AGE ENCRYPTED FILE-----\n'],
  ['PGP', '-----BEGIN PGP MESSAGE-----\n\n'],
  ['PGP', '\x85\x02\x0c\x03\xde\xad\xbe\xef'],
  ['PGP', '\x8c\x0d\x04\x07\x03\x02'],
  ['openssl enc', 'Salted__\x01\x02'],
])('%s is encrypted', async (method, magic) => {
  const error = await failure(readBytes(latin1(magic)));
  expect([error.code, error.message.split(': ').pop()]).toEqual(['ARCHIVE_ENCRYPTED', `it is encrypted (${method})`]);
});

it.each([
  ['node-1.tar.gz.gpg', '\x85\x02\x0c\x03\xde\xad', 'gpg -d', 'node-1.tar.gz'],
  ['node-1.tgz.age', 'age-encryption.org/v1\n', 'age -d -i KEY_FILE', 'node-1.tgz'],
])('%s is refused with the command that decrypts it', async (name, magic, command, plain) => {
  const path = scratchFile(latin1(magic), name);
  const file = path.split('/').pop() ?? '';
  expect((await failure(readPath(path))).hint).toBe(
    `decrypt it where the key is: ${command} ${file} > ${file.replace(name, plain)}, then pass that`,
  );
  expect((await failure(readStdin(latin1(magic)))).hint).toContain(`${command} FILE > BUNDLE, then pass that`);
});

it('a hint never holds a name that a shell would act on', async () => {
  const path = scratchFile(latin1('LZIP\x01\0'), '$(reboot) x.lz');
  expect((await failure(readPath(path))).hint).toBe('lzip -dc FILE | analyze -');
});

it('an empty file', async () => {
  for (const [read, reason] of [
    [readBytes, 'the file is empty'],
    [readStdin, 'standard input is empty'],
  ] as const) {
    const error = await failure(read(Buffer.alloc(0)));
    expect([error.code, error.message.split(': ').pop()]).toEqual(['ARCHIVE_FORMAT', reason]);
  }
});

it.each([
  ['noise', noise(20_000)],
  ['zeros', Buffer.alloc(5_000, 0).fill(1, 0, 3)],
  ['one control character', Buffer.from([0x1f])],
])('%s is neither an archive nor text', async (_, bytes) => {
  const error = await failure(readBytes(bytes));
  expect([error.code, error.message.split(': ').pop()]).toEqual([
    'ARCHIVE_FORMAT',
    'it is neither an archive nor text',
  ]);
});

it.each([
  ['terminal colours', '\x1b[31mError\x1b[0m: x\r\n'.repeat(50)],
  ['a hole of NULs', `${'\0'.repeat(900)}${'Apr 12 16:00:00 node-1 kernel: oom\n'.repeat(80)}`],
  ['Chinese in UTF-8', '磁盘空间不足\n'],
  ['one letter', 'a'],
])('text with %s is read', async (_, text) => {
  expect((await readBytes(text)).entries[0]?.content.toString()).toBe(text);
});
