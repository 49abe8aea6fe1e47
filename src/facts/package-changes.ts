import type { PackageChange } from '../parsers/package-history.ts';
import { placeStamp } from './calendar.ts';
import type { FoundChange } from './change.ts';
import type { FactContext } from './fact.ts';

/** One change of a package on the common time axis. */
export interface PlacedPackage {
  readonly change: PackageChange;
  readonly time: number;
  readonly uncertainty: number;
  readonly path: string;
}

/** dpkg and apt both log an upgrade, rpm and dnf too: the same package within this time is one change. */
const SAME_CHANGE = 600;

/** Changes of packages, oldest first; what two logs tell is told once. */
export const placedPackages = (context: FactContext): readonly PlacedPackage[] => context.once(place);

function place(context: FactContext): PlacedPackage[] {
  const placed = context.snapshot.documents.package_history.flatMap(({ path, value }) =>
    value.changes.flatMap((change) => {
      const at = placeStamp(change, context);
      return at === undefined ? [] : [{ change, ...at, path }];
    }),
  );
  placed.sort((a, b) => a.time - b.time || (a.change.line < b.change.line ? -1 : 1));
  const last = new Map<string, number>();
  return placed.filter(({ change, time }) => {
    const key = `${change.package} ${change.version ?? change.action}`;
    const before = last.get(key);
    last.set(key, time);
    return before === undefined || time - before > SAME_CHANGE;
  });
}

/** `docker-ce upgraded from 5:20.10.7 to 5:20.10.8` */
export function packageChanges(context: FactContext): FoundChange[] {
  return placedPackages(context).map(({ change, time, uncertainty, path }) => ({
    kind: 'package',
    what: context.words.packageChanged(change.package, change.action, change.version, change.from),
    time,
    uncertainty,
    ref: { path, line: change.line },
  }));
}
