/**
 * For the threads that analyse: a young generation of 12 MiB, an old one that grows by 45 % between two collections, and
 * one more collection when the rules are through. A bundle of 6,385 volumes takes a tenth less memory for a twelfth more
 * processor time than with 70 % (PERFORMANCE.md). Flags of V8 are part of what decides whether code compiled at build is taken.
 */
export const YOUNG_MIB = 12;
export const HEAP_FLAGS = '--heap-growing-percent=45 --expose-gc';
