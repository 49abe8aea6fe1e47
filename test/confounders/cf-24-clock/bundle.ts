import { epoch } from '../../../scripts/samples/clock.ts';
import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { ENDS_NEXT_YEAR, endAtStart, refuseServer, withCertificate } from '../certificates.ts';
import { smallNode } from '../nodes.ts';

/** What the node takes for now; in truth it is two years earlier. */
const TWO_YEARS = 2 * 365 * 86_400;
const SHOWN = epoch('2027-02-11T03:30:00Z');

/**
 * The hardware clock lost its battery and came up two years ahead: by it both certificates have expired, that of the
 * kubelet, which is valid for another year, and that of the API server.
 */
export function bundle(): BundleFiles {
  const { node } = smallNode({ clock: { collectedAt: SHOWN, uptime: 3_000, utcOffset: 0 } }, ({ journal }) =>
    journal.kubelet(SHOWN - TWO_YEARS - 4_000, 'I', 'kubelet.go:1913', 'SyncLoop (housekeeping)'),
  );
  refuseServer(node, SHOWN - 1_800, SHOWN - 900, '2026-01-20T08:00:00Z');
  endAtStart(node, SHOWN - 900, SHOWN, '2026-02-10 03:00:00');
  return withCertificate(node, ENDS_NEXT_YEAR, TWO_YEARS);
}
