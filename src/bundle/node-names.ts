/** Knows when two names are of one node. */
export interface NodeNames {
  /** What stands for the node of this name. */
  keyOf(name: string): string;
  /** The longest name of it that was seen. */
  nameOf(key: string): string;
}

/** `master-0` and `master-0.example.com` are one node; addresses have no short form. */
export function createNodeNames(): NodeNames {
  const longest = new Map<string, string>();
  const keys = new Map<string, string>();
  return {
    keyOf(name) {
      const known = keys.get(name);
      if (known !== undefined) return known;
      const key = keyFor(name, longest);
      keys.set(name, key);
      if (name.length > (longest.get(key)?.length ?? 0)) longest.set(key, name);
      return key;
    },
    nameOf: (key) => longest.get(key) ?? key,
  };
}

/** The short name stands for a node until another node with the same short name is seen. */
function keyFor(name: string, longest: ReadonlyMap<string, string>): string {
  const dot = name.indexOf('.');
  const isAddress = /^[\d.]+$|:/.test(name);
  if (isAddress || longest.has(name)) return name;
  const short = dot === -1 ? name : name.slice(0, dot);
  const taken = longest.get(short);
  const isOther = taken !== undefined && dot !== -1 && taken.includes('.') && taken !== name;
  return isOther ? name : short;
}
