import { getHeapStatistics } from 'node:v8';

/** Below this a collection frees nothing that matters. */
const WORTHWHILE = 64 << 20;

/**
 * Frees what nothing refers to any more, where V8 was asked to allow it (`--expose-gc`). Between two steps of a short run
 * V8 would wait for its heap to grow instead.
 */
export function collectGarbage(): void {
  if (getHeapStatistics().used_heap_size > WORTHWHILE) (globalThis as { gc?: () => void }).gc?.();
}
