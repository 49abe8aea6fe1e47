/**
 * Compares dotted version numbers field by field: `20.10.24+dfsg1` < `24.0`, `19.03.5` < `19.03.15`. Only the leading
 * digits of a field count, and a missing field is 0; what follows `-`, `+` or `~` is packaging. Returns <0, 0 or >0.
 */
export function compareVersions(a: string, b: string): number {
  const left = fields(a);
  const right = fields(b);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function fields(version: string): number[] {
  const core = version.replace(/^v/, '').split(/[-+~ ]/)[0] ?? '';
  return core.split('.').map((field) => Number.parseInt(field, 10) || 0);
}
