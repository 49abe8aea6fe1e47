import { isMainThread, parentPort } from 'node:worker_threads';
import type { BundleSoFar } from '../analysis.ts';
import { InquestError } from '../errors.ts';
import { type Job, type JobResult, runJob } from './job.ts';
import { type LoadedCatalog, loadRequestedCatalog } from './requested-catalog.ts';

// For the build, which compiles this file ahead.
export { DEFAULT_LIMITS } from '../archive/archive.ts';
export { V8_FLAGS } from './v8-flags.ts';

/** What a worker says about the job it was given. */
export type WorkerMessage =
  | { readonly kind: 'progress'; readonly soFar: BundleSoFar }
  | { readonly kind: 'done'; readonly result: JobResult }
  /** An error the user can act on, as `InquestError` is made of. */
  | {
      readonly kind: 'refused';
      readonly code: InquestError['code'];
      readonly parameters: InquestError['parameters'];
    };

let loaded: LoadedCatalog | undefined;

/** Analyses one bundle. The catalog of the first job is that of all. */
export async function take(job: Job): Promise<WorkerMessage> {
  try {
    loaded ??= await loadRequestedCatalog(job.catalog);
    const progress = (soFar: BundleSoFar): void => tell({ kind: 'progress', soFar });
    return { kind: 'done', result: await runJob(job, loaded, { stdin: process.stdin, progress }) };
  } catch (error) {
    if (!(error instanceof InquestError)) throw error;
    return { kind: 'refused', code: error.code, parameters: error.parameters };
  }
}

const tell = (message: WorkerMessage): void => parentPort?.postMessage(message);

// One job at a time; an error that is none of the user's ends the worker and reaches the main thread.
if (!isMainThread)
  parentPort?.on('message', (job: Job) => {
    void take(job).then(tell, (error: unknown) => {
      setImmediate(() => {
        throw error;
      });
    });
  });
