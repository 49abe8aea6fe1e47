import { redact } from '../lib/redact.ts';
import type { Report } from './model.ts';

/** Fields that hold our own words or identities, which no secret can be in and which must stay exact. */
const EXACT = new Set(['sha256', 'id', 'source', 'command', 'references', 'why', 'dont']);

/** Takes what looks like a secret out of every text of a report that came from the bundle. */
export function redactReport(report: Report): Report {
  return redactValue(report, '') as Report;
}

function redactValue(value: unknown, key: string): unknown {
  if (EXACT.has(key)) return value;
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, redactValue(v, k)]));
}
