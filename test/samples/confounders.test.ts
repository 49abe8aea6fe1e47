import { describe, expect, it } from 'vitest';
import { bundleOf } from '../../scripts/samples/bundle.ts';
import { addFilesystem, type Node } from '../../scripts/samples/node.ts';
import type { Report } from '../../src/report/model.ts';
import { reportOf, snapshotOf } from './analysis.ts';
import {
  addOssfs,
  addRootContainer,
  ago,
  crowd,
  FULL,
  failCopies,
  failExecs,
  failOverlayMounts,
  isolateDaemons,
  NOW,
  ROOT,
  smallNode,
} from './confounder-nodes.ts';

const analyseNode = (node: Node): Report => reportOf(snapshotOf(bundleOf(node)));

/** Builds and analyses a node when its first test asks for it. */
function once(build: () => Report): () => Report {
  let report: Report | undefined;
  return () => {
    report ??= build();
    return report;
  };
}

/** Rules that a diagnosis makes responsible for at least one symptom. */
const explaining = (report: Report): string[] => report.diagnoses.filter((d) => d.explains.length > 0).map((d) => d.id);
const ids = (list: readonly { readonly id: string }[]): string[] => list.map((entry) => entry.id);
const TMP = { kib: 8_110_240, used: 243_308, available: 7_866_932, inodes: 2_027_560, inodesUsed: 44 };
const FULL_TMP = { ...TMP, used: TMP.kib, available: 0 };

describe('a full file system that is not the one that failed', () => {
  const report = once(() => {
    const { node } = smallNode(
      { dockerRoot: '/data/docker', root: { ...ROOT, used: 38_639_348, available: 390_296 } },
      (bare) =>
        addFilesystem(bare, {
          source: '/dev/vdb1',
          type: 'ext4',
          point: '/data',
          device: '253:17',
          kib: 103_081_248,
          used: 42_214_000,
          available: 55_602_120,
          inodes: 6_553_600,
          inodesUsed: 6_553_600,
        }),
    );
    for (const age of [900, 600, 300, 60, 10]) {
      node.journal.docker(
        ago(age),
        'error',
        `Handler for POST /v1.41/containers/create returned error: mkdir /data/docker/overlay2/${node.random.hex(64)}-init: no space left on device`,
      );
    }
    return analyseNode(node);
  });

  it('blames the inodes of /data', () => {
    expect(report().verdict.status).toBe('root-cause-found');
    expect(report().diagnoses[0]?.id).toBe('storage/inode-full');
    expect(report().diagnoses[0]?.summary).toContain('/data');
    expect(explaining(report())).toEqual(['storage/inode-full']);
  });
  it('lists / as a finding of its own', () => {
    const full = report().findings.find((f) => f.id === 'storage/block-full');
    expect(full?.role).toBe('isolated');
    expect(full?.message).toContain('/ (ext4)');
  });
});

describe('/tmp that is a directory of the full root disk, with ossfs beside it', () => {
  const report = once(() => {
    const { node, pods } = smallNode({ root: FULL });
    addOssfs(node);
    failExecs(node, pods, ago(1800), NOW);
    return analyseNode(node);
  });

  it('blames the disk and not the bucket', () => {
    expect(report().verdict.status).toBe('root-cause-found');
    expect(report().diagnoses[0]?.id).toBe('storage/block-full');
    expect(explaining(report())).toEqual(['storage/block-full']);
  });
});

describe('a daemon with a /tmp of its own on a full disk, and a full /tmp of the node with ossfs', () => {
  const report = once(() => {
    const { node, pods } = smallNode({ root: FULL, tmp: FULL_TMP });
    addOssfs(node);
    isolateDaemons(node);
    node.daemonTmp = FULL;
    failExecs(node, pods, ago(1800), NOW);
    return analyseNode(node);
  });

  it('looks at the /tmp of the daemon', () => {
    expect(explaining(report())).toEqual(['storage/block-full']);
    expect(report().diagnoses[0]?.id).toBe('storage/block-full');
  });
  it('does not take the tmpfs of the node for the cause', () => {
    expect(explaining(report())).not.toContain('storage/object-fs-cache-full');
    expect(explaining(report())).not.toContain('storage/tmpfs-full');
  });
});

describe('a tmpfs that was full at night and is empty again', () => {
  const report = once(() => {
    const { node, pods } = smallNode({ tmp: TMP });
    failExecs(node, pods, ago(80 * 60), ago(40 * 60));
    return analyseNode(node);
  });

  it('still names the tmpfs, as past and not confirmed', () => {
    expect(explaining(report())).toEqual(['storage/tmpfs-full']);
    expect(report().diagnoses[0]?.state.now).not.toBe('active');
    expect(report().diagnoses[0]?.confidence.word).not.toBe('confirmed');
  });
  it('does not rule it out by a value sampled later', () => {
    expect(ids(report().ruledOut)).not.toContain('storage/tmpfs-full');
  });
});

describe('a node that was rebooted before the collection', () => {
  const report = once(() => {
    const { node } = smallNode({ clock: { collectedAt: NOW, uptime: 720, utcOffset: 0 } });
    failOverlayMounts(node, ago(6000), ago(900));
    return analyseNode(node);
  });

  it('cannot tell, and says why', () => {
    expect(report().verdict.status).toBe('insufficient-data');
    expect(report().verdict.headline).toMatch(/reboot/);
  });
  it('rules nothing out by what was sampled after the boot', () => {
    expect(ids(report().ruledOut)).not.toContain('mounts/mount-max-exhausted');
    expect(ids(report().ruledOut)).not.toContain('mounts/mount-max-too-small');
  });
  it('names what the error texts allow', () => {
    expect(`${report().verdict.headline} ${report().verdict.reasons.join(' ')}`).toMatch(/fs\.mount-max/);
  });
});

describe('the error text of a mount on a full disk', () => {
  const report = once(() => {
    const { node } = smallNode({ root: FULL });
    failOverlayMounts(node, ago(1800), NOW);
    for (let age = 1800; age > 0; age -= 30)
      node.journal.kernel(
        ago(age),
        `overlayfs: failed to create directory /var/lib/docker/overlay2/${node.random.hex(64)}-init/work/work (errno: 28); mounting read-only`,
      );
    return analyseNode(node);
  });

  it('blames the disk, because the kernel names the work directory', () => {
    expect(report().verdict.status).toBe('root-cause-found');
    expect(report().diagnoses[0]?.id).toBe('storage/block-full');
    expect(explaining(report()).filter((id) => id.startsWith('mounts/'))).toEqual([]);
  });
});

describe('two crowded containers of which only one is reached by the mount that fails', () => {
  const report = once(() => {
    const { node } = smallNode();
    const innocent = addRootContainer(node, 'frozen-copy', 'rprivate');
    const culprit = addRootContainer(node, 'live-copy', 'rslave');
    failOverlayMounts(node, ago(1800), NOW);
    crowd(node, innocent, 99_990);
    crowd(node, culprit, 99_990);
    return analyseNode(node);
  });

  it('blames the one that receives the mounts of the node', () => {
    expect(report().verdict.status).toBe('root-cause-found');
    const blamed = report()
      .diagnoses.filter((d) => d.explains.length > 0)
      .flatMap((d) => d.objects);
    expect(blamed.join('\n')).toContain('live-copy');
    expect(blamed.join('\n')).not.toContain('frozen-copy');
  });
});

describe('60,000 mounts in a container that binds / under docker 24', () => {
  const report = once(() => {
    const { node } = smallNode({ docker: '24.0.7' });
    crowd(node, addRootContainer(node, 'node-shell', 'rslave'), 60_000);
    return analyseNode(node);
  });

  it('is not docker cp, which works in a namespace of its own since 24.0', () => {
    expect(ids(report().findings)).not.toContain('mounts/mount-doubling-docker-cp');
    expect(ids(report().diagnoses)).not.toContain('mounts/mount-doubling-docker-cp');
  });
  it('is not called healthy', () => {
    expect(report().verdict.status).not.toBe('healthy');
  });
});

describe('fs.mount-max raised by hand before the collection', () => {
  it('does not rule out the limit of before', () => {
    const { node } = smallNode();
    node.sysctl.set('fs.mount-max', '1000000');
    failOverlayMounts(node, ago(5000), ago(1500));
    const report = analyseNode(node);
    expect(['findings', 'insufficient-data']).toContain(report.verdict.status);
    expect(explaining(report).filter((id) => id.startsWith('storage/'))).toEqual([]);
    expect(ids(report.ruledOut).filter((id) => id.startsWith('mounts/mount-max'))).toEqual([]);
  });

  it('still finds the container whose mounts double', () => {
    const { node } = smallNode({ docker: '19.03.15' });
    node.sysctl.set('fs.mount-max', '1000000');
    const container = addRootContainer(node, 'my-mount-max', 'rslave');
    failCopies(node, container, [5000, 4000, 1500]);
    crowd(node, container, 60_793);
    const report = analyseNode(node);
    expect(report.diagnoses[0]?.id).toBe('mounts/mount-doubling-docker-cp');
    expect(explaining(report)).toContain('mounts/mount-doubling-docker-cp');
  });
});
