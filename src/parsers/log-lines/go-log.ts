import { clockAt, datedTime, twoDigits } from './calendar.ts';
import type { Layer } from './log-line.ts';

/**
 * Lines of Go's own log package between those of logrus, as dockerd's HTTP server writes them to a file, in local time
 * without a zone: `2024/04/12 15:28:39 http: Accept error: ...`. Where etcd's capnslog is linked in, as in docker
 * 20.10, it takes them over: `2024-04-12 15:28:39.437193 I | http: Accept error: ...`.
 */
export function decodeGoLog(line: string): Layer | undefined {
  const mark = line.charCodeAt(4);
  if ((mark !== 47 && mark !== 45) || line.charCodeAt(7) !== mark || line.charCodeAt(10) !== 32) return undefined;
  const clock = clockAt(line, 11);
  if (clock === undefined || line.charCodeAt(clock.end) !== 32) return undefined;
  const isTakenOver = /^[A-Z] \| /.test(line.slice(clock.end + 1, clock.end + 5));
  if (mark === 45 && !isTakenOver) return undefined;
  const year = twoDigits(line, 0) * 100 + twoDigits(line, 2);
  const time = datedTime(year, twoDigits(line, 5) - 1, twoDigits(line, 8), clock.seconds, undefined);
  if (time === undefined) return undefined;
  return { format: 'plain', time, message: line.slice(clock.end + (isTakenOver ? 5 : 1)) };
}
