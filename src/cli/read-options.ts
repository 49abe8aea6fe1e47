import type { Command } from 'commander';
import { parseCount, parseLang, parseSize, parseTime, parseYear, parseZone, repeat } from './options.ts';

/** Options that say how a bundle is read and by which rules it is judged. */
export function addReadOptions(command: Command): Command {
  addCatalogOptions(command)
    .option('--with <file>', 'a later file or bundle of the same node, read together with it; repeatable', repeat, [])
    .option('--tz <offset>', 'zone of logs that do not state one, such as +08:00', parseZone)
    .option('--year <year>', 'year of the last line of logs that do not state one', parseYear)
    .option(
      '--collected-at <time>',
      'when the bundle was collected, such as 2026-04-12T02:30:00+08:00',
      parseTime('--collected-at'),
    );
  return addLimitOptions(command);
}

/** At which size reading stops. */
export function addLimitOptions(command: Command): Command {
  return command
    .option('--max-bytes <size>', 'unpacked bytes at which reading stops (default 16Gi)', parseSize)
    .option('--max-entries <count>', 'entries at which reading stops (default 500000)', parseCount('--max-entries'))
    .option(
      '--max-ratio <ratio>',
      'unpacked to packed at which reading stops, beyond 1Gi (default 1000)',
      parseCount('--max-ratio'),
    );
}

/** Which rules are used. */
export function addCatalogOptions(command: Command): Command {
  return command
    .option('--rules <dir>', 'further rules; repeatable', repeat, [])
    .option('--no-builtin-rules', 'only the rules of --rules')
    .option('--lang <language>', 'language of the texts: en (default) or zh (中文)', parseLang);
}
