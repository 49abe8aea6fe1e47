import type { Emitter, LogEmitter } from './signature.ts';

/** Program names in log prefixes, by who writes under them; packaging and age change the name, not the program. */
const PROGRAMS: Readonly<Record<string, Emitter>> = {
  kernel: 'kernel',
  kubelet: 'kubelet',
  hyperkube: 'kubelet',
  dockerd: 'dockerd',
  docker: 'dockerd',
  'dockerd-current': 'dockerd',
  'docker-containerd': 'containerd',
  containerd: 'containerd',
  'containerd-shim': 'containerd',
  'containerd-shim-runc-v2': 'containerd',
  crio: 'crio',
  'cri-o': 'crio',
  systemd: 'systemd',
  'systemd-journald': 'systemd',
  'systemd-journal': 'systemd',
  'systemd-logind': 'systemd',
};

/** Programs that hold kubelet and runtime in one process, so that any of their messages may appear. */
const COMBINED: ReadonlySet<string> = new Set([
  'k3s',
  'rke2',
  'kubelite',
  'microk8s.daemon-kubelite',
  'minikube',
  'k0s',
]);

/**
 * Who wrote a line, for the choice of signatures: the program in its prefix, else the emitter of the log, else `any`.
 * `other` is a program that none of the signatures name; it may quote a kubelet or a daemon, but it is not the kernel.
 */
export function emitterOf(log: LogEmitter, ident: string | undefined): LogEmitter {
  if (ident === undefined) return log;
  const known = Object.hasOwn(PROGRAMS, ident) ? PROGRAMS[ident] : undefined;
  if (known !== undefined) return known;
  return COMBINED.has(ident) || log !== 'any' ? log : 'other';
}

/** Whether a signature with these sources may be looked for in a line of this emitter. */
export function allows(sources: readonly Emitter[], emitter: Emitter | 'other'): boolean {
  if (emitter === 'any' || sources.includes('any')) return true;
  return emitter === 'other' ? sources.some((source) => source !== 'kernel') : sources.includes(emitter);
}

/** Programs that write down the commands of people and timers; snoopy writes nothing else. */
const COMMAND_LOGGERS: ReadonlySet<string> = new Set([
  'sudo',
  'su',
  'doas',
  'audit',
  'auditd',
  'audispd',
  'audisp-syslog',
  'CRON',
  'CROND',
  'crond',
  'cron',
  'snoopy',
]);
const COMMAND = /(?:\bCOMMAND=|\bCMD \(|\bcmd=|\bproctitle=|\ba\d=)/;
/** journald and syslog drivers of docker put the short id of the container where a program has its name. */
const CONTAINER_ID = /^(?:docker\/)?[0-9a-f]{12}$/;

/**
 * Whether the words of a line are not those of the node: a command that somebody ran, which may hold any error text, or
 * what a program in a container printed, whose paths are not those of the node.
 */
export function isQuotation(ident: string | undefined, message: string): boolean {
  if (ident === undefined) return false;
  if (CONTAINER_ID.test(ident)) return true;
  return COMMAND_LOGGERS.has(ident) && (ident === 'snoopy' || COMMAND.test(message));
}
