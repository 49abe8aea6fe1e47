import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { ParsedFile } from './parsed-file.ts';

/** Alias bombs stop here; rules need no aliases at all. */
const MAX_ALIASES = 20;

/** A rule file is a few KiB; what is larger than this is no rule file. */
const MAX_CHARACTERS = 1 << 20;

/** Parses YAML 1.2 with unique keys, keeping positions. Syntax errors become problems, never exceptions. */
export function readYaml(file: string, text: string): ParsedFile {
  const counter = new LineCounter();
  const tooLarge = text.length > MAX_CHARACTERS;
  // The parser's own check for unique keys compares every pair; duplicateKeys() below needs one set per map.
  const document = parseDocument(tooLarge ? '' : text, { lineCounter: counter, uniqueKeys: false, strict: true });
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems = document.errors.map((error) => ({
    file,
    ...place(error.pos[0]),
    message: firstLine(error.message),
  }));
  for (const { key, offset } of duplicateKeys(document))
    problems.push({ file, ...place(offset), message: `the key ${JSON.stringify(key)} stands twice` });
  if (tooLarge)
    problems.push({ file, line: 1, column: 1, message: `the file is larger than ${MAX_CHARACTERS} characters` });
  let value: unknown;
  if (problems.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (error) {
      problems.push({ file, line: 1, column: 1, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return {
    file,
    value,
    trusted: false,
    problems,
    at(path, message, offset = 0) {
      const node = nodeAt(document.contents, path);
      return { file, ...place(offsetOf(node, offset)), message };
    },
    atKey(path, message) {
      const map = nodeAt(document.contents, path.slice(0, -1));
      const key = isMap(map)
        ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === String(path.at(-1)))?.key
        : undefined;
      return { file, ...place((isScalar(key) ? key.range?.[0] : map?.range?.[0]) ?? 0), message };
    },
  };
}

function duplicateKeys(document: Document.Parsed): { key: string; offset: number }[] {
  const found: { key: string; offset: number }[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) found.push({ key: name, offset: key.range?.[0] ?? 0 });
        seen.add(name);
      }
    },
  });
  return found;
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? text;
}

/** The node under a path, or the nearest one above it. */
function nodeAt(root: Node | null, path: readonly PropertyKey[]): Node | null {
  let node = root;
  for (const key of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      next = pair?.value ?? pair?.key;
    } else if (isSeq(node)) next = node.items[Number(key)];
    if (next === undefined || next === null || isAlias(next)) return node;
    node = next as Node;
  }
  return node;
}

/** Quoted scalars begin one character later than their value; block scalars are too loose for an exact column. */
function offsetOf(node: Node | null, offset: number): number {
  const start = node?.range?.[0] ?? 0;
  if (!isScalar(node)) return start;
  if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL') return start;
  return start + offset + (node.type === 'PLAIN' ? 0 : 1);
}
