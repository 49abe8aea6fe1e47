import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { BundleSoFar } from '../analysis.ts';
import { InquestError } from '../errors.ts';
import { takeThread } from './analysis-thread.ts';
import type { Job, JobResult } from './job.ts';
import type { WorkerMessage } from './worker.ts';

/** Told while the bundle of a job is read. */
export type OnProgress = (soFar: BundleSoFar) => void;

export interface Pool {
  /** Results come in any order; an error of one job leaves the others alone. */
  run(job: Job, onProgress: OnProgress): Promise<JobResult>;
  close(): Promise<void>;
}

interface Task {
  readonly job: Job;
  readonly onProgress: OnProgress;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Worker threads that analyse bundles, one each at a time: as many as bundles or processors, whatever is less. */
export function createPool(jobs: number, stdin: NodeJS.ReadableStream): Pool {
  const waiting: Task[] = [];
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const most = Math.max(1, Math.min(jobs, availableParallelism()));
  const start = (): Worker => {
    const worker = takeThread();
    all.add(worker);
    return worker;
  };
  const next = (): void => {
    while (waiting.length > 0 && (idle.length > 0 || all.size < most)) {
      const task = waiting.shift();
      if (task !== undefined) give(task, idle.pop() ?? start());
    }
  };
  const give = (task: Task, worker: Worker): void => {
    const settle = (isUsable: boolean): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      // What nobody reads any more must not keep the program alive.
      if (task.job.bundle === '-') stdin.unpipe().pause();
      if (isUsable) idle.push(worker);
      else all.delete(worker);
      next();
    };
    const onMessage = (message: WorkerMessage): void => {
      if (message.kind === 'progress') {
        task.onProgress(message.soFar);
        return;
      }
      settle(true);
      if (message.kind === 'done') task.resolve(message.result);
      else task.reject(new InquestError(message.code, message.parameters));
    };
    const onError = (error: unknown): void => {
      settle(false);
      task.reject(error);
    };
    const onExit = (code: number): void => onError(new Error(`the analysis of ${task.job.bundle} ended with ${code}`));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    if (task.job.bundle === '-' && worker.stdin !== null) stdin.pipe(worker.stdin);
    worker.postMessage(task.job);
  };
  return {
    run: (job, onProgress) =>
      new Promise((resolve, reject) => {
        waiting.push({ job, onProgress, resolve, reject });
        next();
      }),
    async close() {
      waiting.length = 0;
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
}
