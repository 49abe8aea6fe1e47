import { printedFile, sourceOfCommand } from './commands.ts';
import type { SectionFormat, SectionTitle } from './layout.ts';

/** `[root@node-7 ~]#`, `admin@node-7:/var/log$`, `sh-4.2#`, `bash-5.1$` */
const SIGN = String.raw`(?:\[[\w.-]{1,64}@[\w.-]{1,255} [^\]]{1,255}\][#$]|[\w.-]{1,64}@[\w.-]{1,255}:[^#$\s]{1,255}[#$]|(?:ba|da|a)?sh-\d{1,2}\.\d{1,2}[#$])`;
const PROMPT = new RegExp(`^${SIGN}(?: (.*))?$`);
/** A prompt of one sign could as well be a comment; what follows must then be a command that is known. */
const BARE = /^(?:\/ )?[#$] (\S.{0,255})$/;
/** What `set -x` prints before a command, bash(1); the lines of a difference begin like that as well. */
const TRACE = /^\+ (\S.{0,255})$/;
/** `uname -a`, which people run before they trace the rest. */
const UNAME = /^Linux [\w.-]{1,255} \d{1,3}\.\d{1,3}\.\S{1,100} #\d/;
const WORDS = /^[\w./:=@,-]+(?: [\w./:=@,-]+){0,12}$/;

/** Colours and window titles that a recorded session holds. */
const ESCAPES = /\u001b(?:\[[0-9;?]{0,16}[A-Za-z]|\][^\u0007\u001b]{0,255}\u0007)/g;

/** How many lines may stand before the first prompt: greetings, the time of the last login. */
const LINES_BEFORE = 5;

const plain = (line: string): string => (line.includes('\u001b') ? line.replace(ESCAPES, '') : line).trim();

function behindPrompt(line: string): SectionTitle | undefined {
  const command = PROMPT.exec(plain(line))?.[1]?.trim();
  return command === undefined || command === '' ? undefined : { command };
}

function behindSign(line: string, sign: RegExp = BARE): SectionTitle | undefined {
  const command = sign.exec(plain(line))?.[1]?.trim();
  if (command === undefined || !WORDS.test(command)) return undefined;
  return sourceOfCommand(command) !== undefined || printedFile(command) !== undefined ? { command } : undefined;
}

/** A prompt with nothing behind it ends what stands before. */
const SESSION: SectionFormat = { title: behindPrompt, end: new RegExp(`^${SIGN}\\s*$`) };
const BARE_SESSION: SectionFormat = { title: (line) => behindSign(line), end: /^(?:\/ )?[#$]\s*$/ };

const TRACED_SESSION: SectionFormat = {
  title(line) {
    const command = TRACE.exec(plain(line))?.[1];
    return command === undefined ? undefined : { command };
  },
};

/**
 * Says whether a text was copied from a terminal, with a prompt and a command before each output, and how it is cut. A
 * prompt must stand in the first lines; one without user and host must be the first line and run a known command, and so must the trace of a shell in the first lines.
 */
export function terminalSession(head: string): SectionFormat | undefined {
  const lines = head.split('\n', 40).filter((line) => line.trim() !== '');
  if (lines.slice(0, LINES_BEFORE).some((line) => behindPrompt(line) !== undefined)) return SESSION;
  if (behindSign(lines[0] ?? '') !== undefined) return BARE_SESSION;
  if (!lines.slice(0, LINES_BEFORE).some((line) => behindSign(line, TRACE) !== undefined)) return undefined;
  return UNAME.test(lines[0] ?? '') ? { ...TRACED_SESSION, untitled: { command: 'uname -a' } } : TRACED_SESSION;
}
