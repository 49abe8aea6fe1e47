/**
 * For the threads that analyse: a young generation of 12 MiB, an old one that doubles between two collections, one more
 * collection when the rules are through, and functions that run twice as long as usual before they are optimized, since a
 * bundle is done before most of that pays (PERFORMANCE.md has what each costs). Flags of V8 are part of what decides whether
 * code compiled at build is taken.
 */
export const YOUNG_MIB = 12;
export const V8_FLAGS = '--heap-growing-percent=100 --interrupt-budget=264000 --expose-gc';
