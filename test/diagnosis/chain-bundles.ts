import type { Files } from './chains.ts';

/** Cause, effect, and bundles by what is in them, each with what ties the two there. */
export type Chains = Record<
  string,
  readonly [from: string, to: string, bundles: Record<string, readonly [Files, string]>]
>;

export const ID = '9c1185d0a3f2c61a9c1185d0a3f2c61a9c1185d0a3f2c61a9c1185d0a3f2c61a';
export const OTHER = '5e1cdf132517df24402e476e0f3b25db9ca5514928d6b0028cd51fd40ea50fce';

/** Collected ten thousand seconds after the boot. */
export const kernel = (...lines: readonly string[]): Files => ({
  'proc/uptime': '10000.00 20000.00',
  'commands/kernel/dmesg': ['[    0.000000] Linux version 4.9.0', ...lines],
});
/** A report of the kernel on a task, with its stack, at seconds after the boot. */
export const hung = (at: number, task: string, ...frames: readonly string[]): string[] => [
  `[ ${at}.100000] INFO: task ${task} blocked for more than 120 seconds.`,
  `[ ${at}.100010] Call Trace:`,
  ...frames.map((frame, i) => `[ ${at}.1000${20 + i}]  ${frame}+0x24/0x210`),
];
export const stat = (pid: number, comm: string, state: string, start = 100): string =>
  `${pid} (${comm}) ${state} 1 ${pid} ${pid} 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 9 0 ${start} 0 0 1 1 1 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0`;
export const mounts = (...rows: readonly string[]): Files => ({
  'proc/1/mountinfo': ['25 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw', ...rows],
});
export const kubelet = (...lines: readonly string[]): Files => ({ 'journal/kubelet.log': lines });

export const minutes = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => String(from + i).padStart(2, '0'));
export const START = 'E0115 09:00:00.000000    1288 kubelet.go:10] start';
export const RUNS: Files = { 'commands/proc/stat': stat(1288, 'kubelet', 'S') };
