import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a zip archive; the second half overrides what an honest writer would put. */
export interface ZipFields {
  readonly name: string;
  readonly content?: Buffer | string;
  readonly stored?: boolean;
  /** Host system: 3 is Unix. */
  readonly host?: number;
  readonly mode?: number;
  /** Sizes and CRC follow the content instead of standing before it. */
  readonly descriptor?: boolean;
  readonly encrypted?: boolean;
  readonly method?: number;
  /** Packed bytes in place of the deflated content. */
  readonly body?: Buffer;
  readonly crc?: number;
  readonly size?: number;
  readonly packedSize?: number;
  /** Points the central entry at another local header. */
  readonly offset?: number;
}

interface Packed {
  readonly fields: ZipFields;
  readonly name: Buffer;
  readonly body: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly size: number;
}

export function zip(...entries: readonly ZipFields[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const fields of entries) {
    const packed = pack(fields);
    const local = localEntry(packed);
    centrals.push(centralEntry(packed, fields.offset ?? offset));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(centrals);
  return Buffer.concat([...locals, central, endRecord(entries.length, central.length, offset)]);
}

function pack(fields: ZipFields): Packed {
  const content = Buffer.from(fields.content ?? '');
  return {
    fields,
    name: Buffer.from(fields.name),
    body: fields.body ?? (fields.stored === true ? content : deflateRawSync(content)),
    flags: 0x800 | (fields.descriptor === true ? 8 : 0) | (fields.encrypted === true ? 1 : 0),
    method: fields.method ?? (fields.stored === true ? 0 : 8),
    crc: fields.crc ?? crc32(content),
    size: fields.size ?? content.length,
  };
}

function localEntry({ fields, name, body, flags, method, crc, size }: Packed): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt16LE(name.length, 26);
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(crc, 0);
  sizes.writeUInt32LE(fields.packedSize ?? body.length, 4);
  sizes.writeUInt32LE(size, 8);
  if (fields.descriptor !== true) {
    sizes.copy(header, 14);
    return Buffer.concat([header, name, body]);
  }
  return Buffer.concat([header, name, body, Buffer.from('PK\x07\x08', 'latin1'), sizes]);
}

function centralEntry({ fields, name, body, flags, method, crc, size }: Packed, offset: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(((fields.host ?? 3) << 8) | 20, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(method, 10);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(fields.packedSize ?? body.length, 20);
  header.writeUInt32LE(size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE(((fields.mode ?? 0o100644) << 16) >>> 0, 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name]);
}

function endRecord(entries: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(entries, 8);
  record.writeUInt16LE(entries, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}
