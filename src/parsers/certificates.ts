import { X509Certificate } from 'node:crypto';
import * as z from 'zod';
import { lineParser, type ParseContext } from './parser.ts';

/** Certificates found on the node; nothing is said about the keys that belong to them. */
export const certificatesSchema = () =>
  z.object({
    certificates: z.array(
      z.object({
        /** File of the node that holds it. */
        path: z.string(),
        /** `O=system:nodes, CN=system:node:worker-3` */
        subject: z.string(),
        issuer: z.string(),
        /** Epoch seconds. */
        notBefore: z.number(),
        notAfter: z.number(),
        /** Hexadecimal. */
        serial: z.string(),
        /** Subject alternative names as `DNS:name` and `IP Address:10.0.0.1`. */
        names: z.array(z.string()),
        isCa: z.boolean(),
        line: z.number().int(),
      }),
    ),
  });
export type Certificates = z.infer<ReturnType<typeof certificatesSchema>>;
type Certificate = Certificates['certificates'][number];

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';
/** A certificate with a thousand names has some 40 KB. */
const MAX_BLOCK = 256 << 10;
const MAX_CERTIFICATES = 2_000;
const MAX_BAD = 3;

/**
 * `# <path>` lines, each followed by the certificates found in that file as RFC 7468 text, as the collector writes them:
 * `# /var/lib/kubelet/pki/kubelet-client-current.pem`
 * Lines outside a block are explanations that the format allows.
 */
export const certificates = lineParser({
  source: 'certificates',
  schema: certificatesSchema,
  start(context) {
    const found: Certificate[] = [];
    let paths = 0;
    let path = context.path;
    let block: { line: number; text: string } | undefined;
    let unreadable = 0;
    const bad = (line: number): void => {
      unreadable++;
      if (unreadable <= MAX_BAD) context.problem({ line, message: `a certificate of ${path} cannot be read` });
    };
    const finish = (open: { line: number; text: string }): void => {
      const certificate = open.text.length > MAX_BLOCK ? undefined : readCertificate(open.text, path, open.line);
      if (certificate === undefined) bad(open.line);
      else found.push(certificate);
    };
    return {
      line(text, line) {
        const row = text.trim();
        if (row.startsWith('# /')) {
          if (block !== undefined) bad(block.line);
          block = undefined;
          path = row.slice(2, 4_096);
          paths++;
        } else if (row === BEGIN) block = { line, text: '' };
        else if (block !== undefined && row === END) {
          if (roomFor(found, context)) finish(block);
          block = undefined;
        } else if (block !== undefined && block.text.length <= MAX_BLOCK) block.text += row;
      },
      end() {
        if (block !== undefined) bad(block.line);
        return found.length + paths === 0 ? undefined : { certificates: found };
      },
    };
  },
});

function roomFor(found: readonly Certificate[], context: ParseContext): boolean {
  if (found.length < MAX_CERTIFICATES) return true;
  // Said once per certificate too many would flood the report; the reader sees the limit at the first.
  if (found.length === MAX_CERTIFICATES)
    context.problem({ message: `only ${MAX_CERTIFICATES} certificates were read` });
  return false;
}

function readCertificate(base64: string, path: string, line: number): Certificate | undefined {
  try {
    const x509 = new X509Certificate(Buffer.from(base64, 'base64'));
    const [notBefore, notAfter] = [Date.parse(x509.validFrom) / 1000, Date.parse(x509.validTo) / 1000];
    if (!Number.isFinite(notBefore) || !Number.isFinite(notAfter)) return undefined;
    return {
      path,
      subject: oneLine(x509.subject),
      issuer: oneLine(x509.issuer),
      notBefore,
      notAfter,
      serial: x509.serialNumber,
      names: (x509.subjectAltName ?? '').split(', ', 200).filter(Boolean),
      isCa: x509.ca,
      line,
    };
  } catch {
    return undefined;
  }
}

/** Names come one attribute per line; an empty subject is allowed. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n', 40).join(', ').slice(0, 1_000);
}
