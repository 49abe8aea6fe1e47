import type { SourceRef } from '../lib/source-ref.ts';
import type { FactContext } from './fact.ts';
import { sysctlDocuments } from './sysctl-documents.ts';

/** A kernel parameter as text, with the numbers in it (`tcp_mem` has three) and where it was read. */
export interface SysctlText {
  readonly numbers: readonly number[];
  readonly ref: SourceRef;
}

const textsOf = (context: FactContext): ReadonlyMap<string, SysctlText> =>
  new Map(
    sysctlDocuments(context.snapshot).documents.flatMap(({ path, value }) =>
      value.entries.map(({ key, value: text, line }) => [
        key,
        {
          numbers: text
            .split(/\s/, 8)
            .filter((word) => word !== '')
            .map(Number)
            .filter(Number.isFinite),
          ref: { path, line, text: `${key} = ${text}` },
        },
      ]),
    ),
  );

/** A kernel parameter with the numbers in its text; undefined when it was not collected. */
export const sysctlText = (context: FactContext, key: string): SysctlText | undefined => context.once(textsOf).get(key);
