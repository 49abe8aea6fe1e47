/**
 * For the threads that analyse: a young generation of 12 MiB, an old one that grows by 70 % between two collections, and
 * functions that run twice as long as usual before they are optimized: a bundle is done before most of that pays. For 6,385
 * volumes that is a tenth of the processor time (PERFORMANCE.md). Flags of V8 are part of what decides whether code compiled
 * at build is taken.
 */
export const YOUNG_MIB = 12;
export const V8_FLAGS = '--heap-growing-percent=70 --interrupt-budget=264000';
