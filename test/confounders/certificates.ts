import { step, withSteps } from '../../scripts/samples/added-steps.ts';
import { bundleOf } from '../../scripts/samples/bundle.ts';
import type { Node } from '../../scripts/samples/node.ts';
import type { BundleFiles } from '../../scripts/samples/tar.ts';
import { failStarts } from './kubelet-starts.ts';

/** Certificates of the kubelet made for these cases; their keys were thrown away. 2024-02-10 to 2025-02-10. */
export const ENDED_YESTERDAY = `-----BEGIN CERTIFICATE-----
MIIBdDCCARugAwIBAgICICEwCgYIKoZIzj0EAwIwFTETMBEGA1UEAwwKa3ViZXJu
ZXRlczAeFw0yNDAyMTAwMzAwMDBaFw0yNTAyMTAwMzAwMDBaMEExFTATBgNVBAoM
DHN5c3RlbTpub2RlczEoMCYGA1UEAwwfc3lzdGVtOm5vZGU6bm9kZS1kMS5leGFt
cGxlLmNvbTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABH9jFDVoNm55+18Ke0YW
vNVzptZDQINVfeTwUgM9bEqdhNBf1z2x/W5SNsVuaBtyJTSdaboj6m2R5N2aVCD1
gN+jLzAtMAwGA1UdEwEB/wQCMAAwHQYDVR0OBBYEFHaZeDF/cHFJ0D8bGlqrawss
7UqoMAoGCCqGSM49BAMCA0cAMEQCIF4EbSD7LgvGVZ0rdt6Aj0gJG7O2z10QBmDv
BmCoOAacAiBvhXSrpjuLrypcMZrLhULuxYmhEiQ1NOVsChwBefXg2g==
-----END CERTIFICATE-----`;

/** 2025-02-10 to 2026-02-10. */
export const ENDS_NEXT_YEAR = `-----BEGIN CERTIFICATE-----
MIIBdDCCARugAwIBAgICICIwCgYIKoZIzj0EAwIwFTETMBEGA1UEAwwKa3ViZXJu
ZXRlczAeFw0yNTAyMTAwMzAwMDBaFw0yNjAyMTAwMzAwMDBaMEExFTATBgNVBAoM
DHN5c3RlbTpub2RlczEoMCYGA1UEAwwfc3lzdGVtOm5vZGU6bm9kZS1kMS5leGFt
cGxlLmNvbTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPMAhDARacmZ3o5DbZgH
oSDj2+9S0o2wUKjeDZ4ycj725mFA6ZgLS6fznqQXsRMmSwaGY74L/8529k/huG45
pqmjLzAtMAwGA1UdEwEB/wQCMAAwHQYDVR0OBBYEFLULkENX+VfVW+umoWf3zVuB
tj02MAoGCCqGSM49BAMCA0cAMEQCIBauR3JKAdKha+GAeNJZIN1R1yU5mepC8ng0
+GVPa+5AAiBZ6B+6ZOw6eZBLt87Fu5xq2e8zPW6rS+Few70Uew6+3A==
-----END CERTIFICATE-----`;

/** The bundle of a node with the certificate of its kubelet and the answer of chrony, which is `ahead` seconds fast. */
export function withCertificate(node: Node, certificate: string, ahead: number): BundleFiles {
  const certificates = `# /var/lib/kubelet/pki/kubelet-client-current.pem\n${certificate}\n`;
  const state = ahead === 0 ? 'Normal' : 'Not synchronised';
  const tracking = `# chronyc -n tracking\nReference ID    : C0000205 (192.0.2.5)\nStratum         : 3\nSystem time     : ${ahead === 0 ? '0.000011873' : ahead.toFixed(9)} seconds fast of NTP time\nLeap status     : ${state}\n`;
  return withSteps(bundleOf(node), [
    step('certificates', 4, 'certificates', 'commands/certificates', certificates),
    step('time_sync', 4, 'time_sync', 'commands/time', tracking),
  ]);
}

const REGISTRY =
  '"PullImage from image service failed" err="rpc error: code = Unknown desc = Error response from daemon: Get \\"https://registry.example.com/v2/\\": x509: certificate has expired or is not yet valid: current time 2025-02-11T03:10:00Z is after 2025-02-01T00:00:00Z" image="registry.example.com/tools/report:7"';

/** A registry of one team whose certificate ended ten days ago: the same words about something else. */
export const complainOfRegistry = ({ journal }: Node, time: number): void =>
  journal.kubelet(time, 'E', 'remote_image.go:113', REGISTRY);

/** A kubelet that calls its own certificate expired when it starts, and finds no bootstrap file. */
export function endAtStart(node: Node, from: number, to: number, until: string): void {
  for (let time = from; time < to; time += 10)
    node.journal.kubelet(
      time - 0.01,
      'E',
      'bootstrap.go:265',
      `part of the existing bootstrap client certificate is expired: ${until} +0000 UTC`,
    );
  failStarts(
    node,
    'failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory',
    from,
    to,
  );
}

/** A kubelet that makes no call, because the certificate of the server is behind its end by the clock of the node. */
export function refuseServer({ journal }: Node, from: number, to: number, end: string): void {
  for (let time = from; time < to; time += 10) {
    const now = new Date(time * 1000).toISOString().replace('.000', '');
    journal.kubelet(
      time,
      'E',
      'kubelet_node_status.go:447',
      `Error updating node status, will retry: error getting node "node-d1.example.com": Get "https://192.0.2.10:6443/api/v1/nodes/node-d1.example.com?timeout=10s": x509: certificate has expired or is not yet valid: current time ${now} is after ${end}`,
    );
  }
}
