/** The fields of a tar header that tests set; everything hostile is possible. */
export interface TarFields {
  readonly name: string | Buffer;
  readonly content?: Buffer | string;
  readonly type?: string;
  readonly link?: string;
  /** Declared size when it differs from that of the content. */
  readonly size?: number;
  /** Raw bytes of the size field. */
  readonly sizeField?: Buffer;
  readonly prefix?: string;
  readonly magic?: 'ustar' | 'gnu' | 'v7';
}

const MAGIC = { ustar: 'ustar\x0000', gnu: 'ustar  \0', v7: '' };

/** One header with its padded content. */
export function tarEntry(fields: TarFields): Buffer {
  const content = Buffer.from(fields.content ?? '');
  return Buffer.concat([tarHeader(fields, content.length), pad(content)]);
}

export function tarHeader(fields: TarFields, length = 0): Buffer {
  const block = Buffer.alloc(512);
  Buffer.from(fields.name).copy(block, 0, 0, 100);
  block.write('0000644\0', 100, 'latin1');
  block.write('0000000\0', 108, 'latin1');
  block.write('0000000\0', 116, 'latin1');
  block.write(`${(fields.size ?? length).toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  fields.sizeField?.copy(block, 124);
  block.write('14606254400\0', 136, 'latin1');
  block.write(fields.type ?? '0', 156, 'latin1');
  block.write(fields.link ?? '', 157, 100, 'utf8');
  block.write(MAGIC[fields.magic ?? 'ustar'], 257, 'latin1');
  if (fields.prefix !== undefined) block.write(fields.prefix, 345, 155, 'utf8');
  return withChecksum(block);
}

export function withChecksum(block: Buffer): Buffer {
  block.fill(' ', 148, 156);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** An archive of these entries with its end mark. */
export function tar(...entries: readonly TarFields[]): Buffer {
  return Buffer.concat([...entries.map(tarEntry), Buffer.alloc(1024)]);
}

/** A PAX extended header for the entry that follows. */
export function pax(records: Readonly<Record<string, string | Buffer>>, type = 'x'): TarFields {
  const content = Buffer.concat(Object.entries(records).map(([key, value]) => paxRecord(key, Buffer.from(value))));
  return { name: 'PaxHeaders/x', type, content };
}

function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.byteLength(key) + value.length + 3;
  let length = rest + String(rest).length;
  length = rest + String(length).length;
  return Buffer.concat([Buffer.from(`${length} ${key}=`), value, Buffer.from('\n')]);
}

function pad(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}
