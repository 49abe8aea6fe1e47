import * as z from 'zod';
import type { Diskstats } from '../parsers/diskstats.ts';
import { pairsOf } from '../snapshot/pairs.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { entitySchema, refsSchema } from './fact.ts';
import { gain, knownFields, rate } from './rate.ts';

const value = (description: string) =>
  z
    .number()
    .optional()
    .meta({ description, needs: ['diskstats'] });

export const diskRateSchema = z
  .object({
    entity: entitySchema,
    name: z.string(),
    util: value('share of the time with a request under way, 0 to 1'),
    await: value('seconds from queueing to completion, mean of all requests that ended; unknown when none did'),
    queue: value('requests under way or waiting, mean'),
    in_flight: z.number().meta({ description: 'requests under way at the second sample' }),
    reads: value('requests per second'),
    writes: value('requests per second'),
    read_bytes: value('bytes per second'),
    written_bytes: value('bytes per second'),
    refs: refsSchema,
  })
  .meta({ id: 'DiskRate' });

type Device = Diskstats['devices'][number];

/** Load of the block devices between the two samples; devices that never did anything are left out. */
export function diskRates(snapshot: Snapshot): z.infer<typeof diskRateSchema>[] | undefined {
  const pair = pairsOf(snapshot, 'diskstats')[0];
  if (pair === undefined) return undefined;
  const before = new Map(pair.first.value.devices.map((d) => [`${d.major}:${d.minor} ${d.name}`, d]));
  return pair.second.value.devices.flatMap((b) => {
    const a = before.get(`${b.major}:${b.minor} ${b.name}`);
    if (a === undefined || b.reads + b.writes + b.inFlight === 0) return [];
    return [
      {
        entity: `device:${b.major}:${b.minor}`,
        name: b.name,
        in_flight: b.inFlight,
        ...knownFields(loadOf(a, b, pair.seconds)),
        refs: [
          { path: pair.first.path, line: a.line },
          { path: pair.second.path, line: b.line },
        ],
      },
    ];
  });
}

function loadOf(a: Device, b: Device, seconds: number) {
  const util = rate(a.busySeconds, b.busySeconds, seconds);
  const requests = gain(a.reads + a.writes, b.reads + b.writes);
  const waited = gain(a.readSeconds + a.writeSeconds, b.readSeconds + b.writeSeconds);
  return {
    // The two clocks differ by a few milliseconds.
    util: util === undefined ? undefined : Math.min(1, util),
    await: requests === undefined || requests === 0 || waited === undefined ? undefined : waited / requests,
    queue: rate(a.queueSeconds, b.queueSeconds, seconds),
    reads: rate(a.reads, b.reads, seconds),
    writes: rate(a.writes, b.writes, seconds),
    read_bytes: rate(a.readBytes, b.readBytes, seconds),
    written_bytes: rate(a.writtenBytes, b.writtenBytes, seconds),
  };
}
