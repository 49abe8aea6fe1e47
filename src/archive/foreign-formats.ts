/** A kind of file that is recognised and not read. */
export interface ForeignFormat {
  /** What it is, in words that follow "it is". */
  readonly name: string;
  readonly matches: (head: Buffer) => boolean;
  /** What to run or do instead, for a file called `name`. */
  readonly hint: (name: string) => string;
  readonly encrypted?: true;
}

/** Magic numbers from the formats' own specifications; most are also in the magic file of file(1). */
export const FOREIGN_FORMATS: readonly ForeignFormat[] = [
  packed('an lz4 file', [0x04, 0x22, 0x4d, 0x18], 'lz4 -dc'),
  packed('an lzip file', /^LZIP\x01/, 'lzip -dc'),
  packed('a compress (.Z) file', [0x1f, 0x9d], 'gzip -dc'),
  packed('a gzip file in base64', /^H4sI[A-Za-z0-9+/]{12}/, 'base64 -d'),
  folder('a 7z archive', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], '7z x'),
  folder('a RAR archive', /^Rar!\x1a\x07/, 'unrar x'),
  folder('a cpio archive', /^07070[127]/, 'cpio -idm <'),
  folder('an ar archive or Debian package', /^!<arch>\n/, 'ar x'),
  folder('an RPM package', [0xed, 0xab, 0xee, 0xdb], 'rpm2archive'),
  encrypted('age', /^age-encryption\.org\//, 'age -d -i KEY_FILE'),
  encrypted('age', /^-----BEGIN AGE ENCRYPTED FILE-----/, 'age -d -i KEY_FILE'),
  encrypted('PGP', /^-----BEGIN PGP MESSAGE-----/, 'gpg -d'),
  // Packet tags 1 (public key) and 3 (pass phrase) with version 3 or 4, RFC 4880 sections 5.1 and 5.3.
  encrypted('PGP', /^(?:\x84[\s\S]\x03|\x85[\s\S]{2}\x03|\x8c[\s\S]\x04|\xc1[\s\S]{1,2}\x03|\xc3[\s\S]\x04)/, 'gpg -d'),
  encrypted('openssl enc', /^Salted__/, 'openssl enc -d -CIPHER -in'),
  other(
    'a systemd journal',
    /^LPKSHHRH/,
    (name) => `journalctl --file ${name} -o short-iso > log.txt, then pass log.txt`,
  ),
  other('text in UTF-16', /^(?:\xff\xfe|\xfe\xff)/, (name) => `iconv -f UTF-16 -t UTF-8 ${name} | analyze -`),
  other(
    'an HTML page',
    /^(?:\xef\xbb\xbf)?\s{0,64}<(?:!doctype html|html[\s>])/i,
    () => 'a page is often saved in place of a download that asked to log in: fetch the bundle again',
  ),
  other(
    'a packet capture',
    /^(?:\xd4\xc3\xb2\xa1|\xa1\xb2\xc3\xd4|\x4d\x3c\xb2\xa1|\xa1\xb2\x3c\x4d|\x0a\x0d\x0d\x0a)/,
    captureHint,
  ),
  other('a PNG image', /^\x89PNG\r\n/, pictureHint),
  other('a JPEG image', /^\xff\xd8\xff/, pictureHint),
  other('a GIF image', /^GIF8[79]a/, pictureHint),
  other('a WebP image', /^RIFF[\s\S]{4}WEBP/, pictureHint),
  other('a TIFF image', /^(?:II\*\0|MM\0\*)/, pictureHint),
  other('a BMP image', /^BM[\s\S]{4}\0{4}/, pictureHint),
  other('a HEIC or AVIF image', /^[\s\S]{4}ftyp(?:heic|heix|mif1|avif)/, pictureHint),
  other('a video', /^[\s\S]{4}ftyp/, pictureHint),
  other('a PDF document', /^%PDF-/, pictureHint),
  // e_type 4 is ET_CORE, elf(5); the order of its bytes stands in the sixth byte.
  other('a core dump', /^\x7fELF[\s\S](?:\x01[\s\S]{10}\x04\0|\x02[\s\S]{10}\0\x04)/, coreHint),
  other('an ELF program', /^\x7fELF/, bundleHint),
  other('a kernel crash dump', /^(?:KDUMP {3}|DISKDUMP)/, () => 'pass the vmcore-dmesg.txt that lies next to it'),
  other('an SQLite database', /^SQLite format 3\0/, bundleHint),
];

function pictureHint(): string {
  return 'pass the text itself: a screenshot or a document cannot be analysed';
}

function captureHint(): string {
  return 'packets are not analysed: pass a bundle, or a single log or /proc file';
}

function coreHint(name: string): string {
  return `the memory of a program is not analysed: coredumpctl info or gdb tells of ${name}; pass a bundle of the node`;
}

function bundleHint(): string {
  return 'pass a bundle, or a single log or /proc file';
}

function packed(name: string, magic: RegExp | readonly number[], command: string): ForeignFormat {
  return other(name, magic, (file) => `${command} ${file} | analyze -`);
}

function folder(name: string, magic: RegExp | readonly number[], command: string): ForeignFormat {
  return other(name, magic, (file) => `unpack it with ${command} ${file} and pass the folder`);
}

function encrypted(name: string, magic: RegExp, command: string): ForeignFormat {
  const hint = (file: string) => `decrypt it where the key is: ${command} ${file} > ${plainName(file)}, then pass that`;
  return { ...other(name, magic, hint), encrypted: true };
}

/** The name of an encrypted file without the ending that says so. */
function plainName(name: string): string {
  const plain = name.replace(/(?<=.)\.(?:gpg|pgp|asc|age|enc)$/i, '');
  return plain === name ? 'BUNDLE' : plain;
}

/** How an entry of a bundle is encrypted, in words that follow "it is"; undefined when it is not. */
export function encryptionOf(head: Buffer): string | undefined {
  const format = FOREIGN_FORMATS.find((f) => f.encrypted === true && f.matches(head));
  return format === undefined ? undefined : `encrypted (${format.name})`;
}

/** `magic` is compared with the start of the file, a pattern with its first bytes read as Latin-1. */
function other(name: string, magic: RegExp | readonly number[], hint: ForeignFormat['hint']): ForeignFormat {
  const matches =
    magic instanceof RegExp
      ? (head: Buffer) => magic.test(head.toString('latin1', 0, 256))
      : (head: Buffer) => magic.every((byte, i) => head[i] === byte);
  return { name, matches, hint };
}
