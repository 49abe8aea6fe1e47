import type { LogHost, LogMatch } from './signature.ts';
import { type Budget, Tally } from './tally.ts';

/** More are no cluster but words that were taken for names; their lines are those of one more machine. */
const MAX_HOSTS = 200;
const FURTHER = '(further hosts)';
/** Names that a machine has before it gets one, and addresses, which say nothing of its name. */
const NO_NAME = /^(?:localhost(?:\.localdomain)?|\(none\)|[\d.]+|[\da-f]*:[\da-f:.]*)$/i;

/** Counts the lines of one log by signature, and, where a log has lines of several machines, by machine. */
export class HostTallies {
  /** By number of the signature, then by host, with no name for lines that state none. */
  readonly #tallies = new Map<number, Map<string, Tally>>();
  readonly #hosts = new Map<string, LogHost>();

  constructor(private readonly budget: Budget) {}

  /** Notes the machine that a line names; answers under what name its lines are counted, empty for none. */
  note(host: string | undefined, line: number): string {
    if (host === undefined || NO_NAME.test(host)) return '';
    const name = this.#hosts.has(host) || this.#hosts.size < MAX_HOSTS ? host : FURTHER;
    const known = this.#hosts.get(name);
    this.#hosts.set(name, {
      name,
      first: Math.min(known?.first ?? line, line),
      last: Math.max(known?.last ?? line, line),
    });
    return name;
  }

  /** The count of a signature, by its number and its id, for a name that `note` has answered. */
  of(number: number, signature: string, host: string): Tally {
    const byHost = this.#tallies.get(number) ?? new Map<string, Tally>();
    const tally = byHost.get(host) ?? new Tally(signature, this.budget);
    this.#tallies.set(number, byHost.set(host, tally));
    return tally;
  }

  hosts(): { hosts?: LogHost[] } {
    return this.#hosts.size === 0 ? {} : { hosts: [...this.#hosts.values()] };
  }

  /** In the order of the signatures; the host is told where the log has lines of several. */
  matches(): LogMatch[] {
    const isMixed = this.#hosts.size > 1;
    return [...this.#tallies]
      .sort(([a], [b]) => a - b)
      .flatMap(([, byHost]) =>
        [...byHost].map(([host, tally]) => (isMixed && host !== '' ? { ...tally.end(), host } : tally.end())),
      );
  }
}
