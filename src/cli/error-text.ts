import type { CommanderError } from 'commander';
import { InquestError } from '../errors.ts';
import { quote, visible } from '../lib/text.ts';

/** What a user reads of an error: one line that says what is wrong, problems with their place, and what to do. */
export function errorText(error: InquestError): string {
  const lines = error.message.split('\n').map(visible);
  return `analyze: ${lines.join('\n')}\n  ${visible(error.hint)}\n`;
}

/** What a mistake on the command line means; the parser of options says it in two lines and another tone. */
export function usageError({ code, message }: CommanderError): InquestError {
  const [, name = '', suggestion] =
    /'([\s\S]*?)'(?:[\s\S]*\n\(Did you mean (?:one of )?(.+)\?\)\s*$)?/.exec(message) ?? [];
  const meant = suggestion === undefined ? '' : `, did you mean ${suggestion}?`;
  const sentences: Readonly<Record<string, string>> = {
    'commander.unknownOption': `unknown option ${quote(name)}${meant}`,
    'commander.unknownCommand': `unknown command ${quote(name)}${meant}`,
    'commander.missingArgument': `the argument <${name}> is missing`,
    'commander.optionMissingArgument': `the option ${quote(name)} needs a value`,
    'commander.excessArguments': `too many arguments for ${quote(name)}`,
  };
  const text =
    sentences[code] ??
    message
      .replace(/^error: /, '')
      .replaceAll('\n', ' ')
      .trim();
  return new InquestError('USAGE', { message: text });
}
