import { type Report, reportSchema } from '../../src/report/model.ts';

const NAMESPACE = 'mount namespace 4026533127 (container node-exporter)';

/** A node that holds 60,793 of 100,000 mounts: each `docker cp` out of a container with a bind of `/` doubles them. */
export function mountIncident(): Report {
  const failure = {
    path: 'journal/docker.log',
    line: 48123,
    text: 'Aug 18 10:41:07 worker-17 dockerd[1204]: time="2023-08-18T10:41:07.113+08:00" level=error msg="Handler for GET /v1.41/containers/node-exporter/archive returned error: mount /:/var/lib/docker/overlay2/5be1f0c1c0f7/merged/rootfs, flags: 0x5000: no space left on device"',
  };
  return reportSchema.parse({
    ...frame(),
    verdict: {
      status: 'root-cause-found',
      headline: `docker cp copies the whole mount tree of the node: ${NAMESPACE} holds 60793 of fs.mount-max=100000 mounts, the next docker cp needs 121849`,
      severity: 'critical',
      reasons: [],
    },
    diagnoses: [
      {
        id: 'mounts/mount-doubling-docker-cp',
        title: 'docker cp copies the whole mount tree of the node',
        severity: 'critical',
        confidence: {
          word: 'confirmed',
          value: 0.9,
          for: [
            'the failing operation was seen: docker cp from node-exporter failed at mount with ENOSPC',
            'the cause itself was seen at collection: 60793 of 100000 mounts',
          ],
          against: [],
          wouldChangeIf: [],
        },
        state: { now: 'active', since: { time: '2023-08-18T02:41:07Z', quality: 'exact' } },
        impact: {
          pods: ['monitoring/node-exporter-x7k2p'],
          services: ['docker'],
          newWorkBlocked: true,
          dataRisk: false,
        },
        owner: 'platform',
        why: 'Before Docker 24 the archive API mounts every volume of the container a second time below `merged`, in the mount namespace of the daemon. A bind of `/` that is recursive brings all mounts of the node with it, those of the last call included, so that each `docker cp` doubles the table: M becomes 2 × M + c.\n\nThe copies stay when the unmount misses them, and the kernel answers ENOSPC as soon as the next copy would not fit below `fs.mount-max`.',
        dont: [
          'Do not run `docker cp` from this container again: each call doubles the mounts',
          'Do not delete directories below overlay2 to free space; the disk is not the problem',
        ],
        reboot: { helps: true, safe: true, destroys: ['the mount tables that show who multiplied them'] },
        roles: {
          trigger: 'docker cp copies the whole mount tree of the node',
          vulnerability: ['A container binds the root of the node'],
          amplifier: [],
        },
        summary: `${NAMESPACE} holds 60793 of fs.mount-max=100000 mounts, the next docker cp needs 121849`,
        objects: [`${NAMESPACE} holds 60793 of fs.mount-max=100000 mounts, the next docker cp needs 121849`],
        instances: 1,
        entities: ['mount_namespace:4026533127', 'container:node-exporter'],
        chain: [
          {
            from: 'mounts/mount-doubling-docker-cp',
            fromTitle: 'docker cp copies the whole mount tree of the node',
            to: 'mounts/mount-max-exhausted',
            toTitle: 'Mount namespace cannot take another mount (fs.mount-max)',
            because: 'ns.mounts * 2 > sysctl["fs.mount-max"]',
            message: `${NAMESPACE} holds 60793 of fs.mount-max=100000 mounts; one more mount by the runtime adds 61056`,
            shared: ['mount_namespace:4026533127'],
            status: 'active',
          },
          {
            from: 'mounts/mount-max-exhausted',
            fromTitle: 'Mount namespace cannot take another mount (fs.mount-max)',
            to: 'runtime/docker-cp-failure',
            toTitle: 'docker cp fails',
            because: 'failed.op == "mount" && failed.errno == "ENOSPC"',
            message:
              'docker cp from node-exporter failed 12 times: mount on /var/lib/docker/overlay2/5be1f0c1c0f7/merged/rootfs, no space left on device',
            shared: ['mount_namespace:4026533127'],
            status: 'active',
          },
          {
            from: 'mounts/mount-max-exhausted',
            fromTitle: 'Mount namespace cannot take another mount (fs.mount-max)',
            to: 'kubelet/cpu-hot',
            toTitle: 'kubelet uses a whole CPU',
            because: 'kubelet.mount_table_reads > 0',
            message: 'kubelet has used 1.3 CPUs since it started',
            shared: [],
            status: 'possible',
          },
        ],
        explains: [{ id: 'runtime/docker-cp-failure', title: 'docker cp fails', explained: 12, total: 12 }],
        clauses: [
          {
            clause: 'copy_would_not_fit',
            text: 'ns.mounts * 2 + 263 > limit',
            outcome: 'true',
            values: [
              { path: 'ns.mounts', value: '60793', sources: ['proc/1204/mountinfo'] },
              { path: 'limit', value: '100000', sources: ['proc/sys/fs/mount-max:1'] },
            ],
          },
          {
            clause: 'targets_repeat',
            text: 'ns.repeated_targets > 16',
            outcome: 'true',
            values: [{ path: 'ns.repeated_targets', value: '32', sources: ['proc/1204/mountinfo'] }],
          },
          {
            clause: 'disk_full',
            text: 'runtime_root.used_ratio >= 0.99',
            outcome: 'false',
            values: [{ path: 'runtime_root.used_ratio', value: '0.31', sources: ['commands/df/bytes:4'] }],
          },
        ],
        evidence: [
          {
            path: 'proc/1204/mountinfo',
            line: 60793,
            text: '61841 60102 253:1 / /var/lib/docker/overlay2/5be1f0c1c0f7/merged/rootfs/rootfs rw,relatime shared:1 - ext4 /dev/vda1 rw',
          },
          { path: 'proc/sys/fs/mount-max', line: 1, text: '100000' },
          failure,
          { path: 'commands/docker/inspect', line: 311, text: '"Binds": ["/:/rootfs:ro,rslave"],' },
        ],
        remediation: [
          {
            stage: 'now',
            do: 'Stop whatever calls `docker cp` on the container, here a job that copies metrics out of it',
            where: 'manifest',
            class: 'safe',
          },
          {
            stage: 'now',
            do: 'Raise the limit as a bridge, so that containers start again',
            run: 'sysctl -w fs.mount-max=200000',
            where: 'node',
            class: 'safe',
            duration: 'at once',
            undo: 'sysctl -w fs.mount-max=100000',
            verify: 'sysctl -n fs.mount-max',
            expect: '200000',
          },
          {
            stage: 'now',
            do: 'Restart the daemon to drop the copied mounts with its namespace',
            run: 'grep -q \'"live-restore": true\' /etc/docker/daemon.json && systemctl restart docker',
            where: 'node',
            class: 'disruptive',
            impact: 'without live-restore every container of the node stops, so the command checks for it first',
            duration: 'one minute',
            verify: 'wc -l < /proc/$(pidof dockerd)/mountinfo',
            expect: 'fewer than 2000',
          },
          {
            stage: 'now',
            do: 'Drain and rebuild the node when the mounts come back',
            run: 'kubectl drain worker-17 --ignore-daemonsets --delete-emptydir-data',
            where: 'control-plane',
            class: 'destructive',
            impact: 'the content of emptyDir volumes is lost',
          },
          {
            stage: 'permanent',
            do: 'Upgrade Docker to 24.0 or later, where the archive API uses a namespace of its own',
            where: 'node',
            class: 'disruptive',
          },
          {
            stage: 'permanent',
            do: 'Mount the paths that are needed instead of `/`, not recursively',
            where: 'manifest',
            class: 'safe',
            see: 'A container binds the root of the node (mounts/host-root-bind)',
          },
          {
            stage: 'verify',
            do: 'Watch the largest mount tables of the node for ten minutes',
            run: 'for p in /proc/[0-9]*; do echo "$(wc -l < $p/mountinfo) $(readlink $p/ns/mnt) $p"; done 2>/dev/null | sort -rn | head -5',
            where: 'node',
            class: 'safe',
            expect: 'no line above 2000',
          },
        ],
        affected: ['docker 20.10.7 is affected; 24.0 and later copy in a namespace of their own'],
        fleet: { run: 'cat /proc/sys/fs/mount-max', expect: 'a number below 100000' },
        plain: 'A tool copies files out of a container in a way that fills a list of the node',
        references: ['https://github.com/moby/moby/pull/44210', 'https://docs.kernel.org/admin-guide/sysctl/fs.html'],
      },
    ],
    residue: [
      {
        id: 'network/ipvs-no-destination',
        role: 'isolated',
        kind: 'symptom',
        severity: 'medium',
        title: 'A service has no destination',
        message: 'IPVS: rr: TCP 192.0.2.10:8500 had no destination 214 times',
        others: [],
        instances: 1,
        count: 214,
        entities: ['service:192.0.2.10:8500'],
        state: 'recent',
        firstSeen: '2023-08-17T21:10:02Z',
        lastSeen: '2023-08-17T22:48:40Z',
        evidence: [
          {
            path: 'commands/kernel/dmesg',
            line: 1188,
            text: '[8939541.979333] IPVS: rr: TCP 192.0.2.10:8500 - no destination available',
          },
        ],
      },
    ],
    risks: [
      {
        id: 'limits/inotify-instances-low',
        role: 'risk',
        kind: 'config',
        severity: 'low',
        title: 'Few inotify instances per user',
        message: 'fs.inotify.max_user_instances is 128; root uses 41',
        others: [],
        instances: 1,
        count: 1,
        entities: [],
        state: 'active',
        evidence: [{ path: 'proc/sys/fs/inotify/max_user_instances', line: 1, text: '128' }],
      },
    ],
    findings: [
      finding(
        'mounts/mount-doubling-docker-cp',
        'root',
        'fault',
        'critical',
        'docker cp copies the whole mount tree of the node',
        `${NAMESPACE} holds 60793 of fs.mount-max=100000 mounts, the next docker cp needs 121849`,
      ),
      finding(
        'mounts/mount-max-exhausted',
        'contributing',
        'fault',
        'critical',
        'Mount namespace cannot take another mount (fs.mount-max)',
        `${NAMESPACE} holds 60793 of fs.mount-max=100000 mounts; one more mount by the runtime adds 61056`,
      ),
      {
        ...finding(
          'runtime/docker-cp-failure',
          'effect',
          'symptom',
          'high',
          'docker cp fails',
          'docker cp from node-exporter failed 12 times: mount on /var/lib/docker/overlay2/5be1f0c1c0f7/merged/rootfs, no space left on device',
        ),
        count: 12,
        firstSeen: '2023-08-18T02:41:07Z',
        lastSeen: '2023-08-18T03:20:31Z',
        evidence: [failure],
      },
    ],
    ruledOut: [
      {
        id: 'storage/filesystem-full',
        title: 'The filesystem is full',
        object: '/dev/vda1 on /',
        suspected: true,
        because: [
          {
            clause: 'bytes_used',
            text: 'fs.used_ratio >= 0.99',
            outcome: 'false',
            values: [{ path: 'fs.used_ratio', value: '0.31', sources: ['commands/df/bytes:4'] }],
          },
        ],
        sampledAt: '2023-08-18T03:22:10Z',
      },
      {
        id: 'storage/inodes-exhausted',
        title: 'The filesystem has no inodes left',
        object: '/dev/vda1 on /',
        suspected: true,
        because: [
          {
            clause: 'inodes_used',
            text: 'fs.inodes_used_ratio >= 0.99',
            outcome: 'false',
            values: [{ path: 'fs.inodes_used_ratio', value: '0.09', sources: ['commands/df/inodes:4'] }],
          },
        ],
        sampledAt: '2023-08-18T03:22:10Z',
      },
      {
        id: 'mounts/mount-max-too-small',
        title: 'fs.mount-max was set too low',
        object: 'node',
        suspected: true,
        because: [
          {
            clause: 'below_default',
            text: 'sysctl["fs.mount-max"] < 100000',
            outcome: 'false',
            values: [{ path: 'sysctl["fs.mount-max"]', value: '100000', sources: ['proc/sys/fs/mount-max:1'] }],
          },
        ],
        sampledAt: '2023-08-18T03:22:10Z',
      },
      {
        id: 'storage/deleted-files-held',
        title: 'Deleted files hold the space',
        object: 'node',
        suspected: false,
        because: [
          {
            clause: 'held_bytes',
            text: 'deleted_bytes > bytes("1Gi")',
            outcome: 'false',
            values: [{ path: 'deleted_bytes', value: '0', sources: ['commands/proc/fd-deleted'] }],
          },
        ],
        sampledAt: '2023-08-18T03:22:10Z',
      },
    ],
    unknown: [
      {
        id: 'storage/thin-pool-full',
        title: 'The thin pool is full',
        missing: [{ source: 'lvs', reason: 'it is not part of this bundle' }],
      },
      {
        id: 'kubelet/eviction',
        title: 'The kubelet evicts pods',
        missing: [{ source: 'kubelet journal', reason: 'journalctl did not answer within 20 s' }],
      },
      {
        id: 'kubelet/pleg-unhealthy',
        title: 'The kubelet cannot list containers in time',
        missing: [{ source: 'kubelet journal', reason: 'journalctl did not answer within 20 s' }],
      },
    ],
    predictions: [
      {
        id: 'mounts/mount-max-exhausted',
        title: 'Mounts per namespace (fs.mount-max)',
        object: NAMESPACE,
        used: 60793,
        limit: 100000,
        unit: 'count',
        ratio: 0.60793,
        next: 'one more mount by the runtime adds 61056 entries here',
      },
      {
        id: 'limits/pid-max',
        title: 'Processes (kernel.pid_max)',
        object: 'node',
        used: 11840,
        limit: 32768,
        unit: 'count',
        ratio: 0.3613,
        next: 'fork fails with EAGAIN',
      },
    ],
    timeline: [
      { time: '2023-05-06T15:57:00Z', uncertaintySeconds: 1, quality: 'exact', kind: 'boot', text: 'The node booted' },
      {
        time: '2023-08-17T21:10:02Z',
        uncertaintySeconds: 2,
        quality: 'exact',
        kind: 'onset',
        text: 'A service has no destination: first seen',
        id: 'network/ipvs-no-destination',
      },
      {
        time: '2023-08-17T22:48:40Z',
        uncertaintySeconds: 2,
        quality: 'exact',
        kind: 'last-seen',
        text: 'A service has no destination: last seen',
        id: 'network/ipvs-no-destination',
      },
      {
        time: '2023-08-18T01:58:00Z',
        uncertaintySeconds: 0,
        quality: 'exact',
        kind: 'change',
        text: 'Container node-exporter was created',
      },
      {
        time: '2023-08-18T02:41:07Z',
        uncertaintySeconds: 0,
        quality: 'exact',
        kind: 'onset',
        text: 'docker cp fails: first seen',
        id: 'runtime/docker-cp-failure',
      },
      {
        time: '2023-08-18T03:22:10Z',
        uncertaintySeconds: 1,
        quality: 'exact',
        kind: 'collection',
        text: 'The bundle was collected',
      },
    ],
    changes: {
      list: [
        {
          kind: 'package',
          what: 'containerd.io upgraded from 1.4.9 to 1.6.4',
          time: '2023-08-17T22:00:00Z',
          uncertaintySeconds: 1,
          beforeOnset: 16_867,
          source: 'commands/packages:88',
        },
        {
          kind: 'container',
          what: 'pod monitoring/node-exporter-x7k2p created, 2 containers',
          time: '2023-08-18T01:58:00Z',
          uncertaintySeconds: 1,
          beforeOnset: 2587,
        },
        {
          kind: 'sysctl_drift',
          what: 'fs.mount-max is 100000, and /etc/sysctl.d/90-limits.conf asks for 200000',
          uncertaintySeconds: 0,
        },
      ],
      left: 3,
      missing: [{ source: 'boots', reason: 'not in this bundle' }],
    },
    notes: {
      customer: ['On node worker-17 new containers cannot start.', 'The cause is known: a list of the node is full.'],
      vendor: ['System: kernel 5.4.0-150-generic', 'Fault: docker cp doubles mounts'],
    },
    problems: [{ path: 'journal/docker.log', message: '3 lines are longer than 1 MiB and were cut' }],
    coverage: {
      sources: [
        source('mountinfo', 'proc/1204/mountinfo', 60793),
        source('sysctl', 'proc/sys', 1043),
        source('df', 'commands/df/bytes', 24),
        source('docker_inspect', 'commands/docker/inspect', undefined),
        {
          id: 'kubelet journal',
          status: 'timed_out',
          path: 'journal/kubelet.log',
          bytes: 1_048_576,
          lines: 8121,
          reason: 'journalctl did not answer within 20 s',
          problems: [],
        },
        { id: 'lvs', status: 'missing', bytes: 0, reason: 'lvs is not installed', problems: [] },
      ],
      logs: [
        {
          path: 'journal/docker.log',
          emitter: 'docker',
          format: 'journal',
          lines: 51200,
          from: '2023-08-16T03:22:00Z',
          to: '2023-08-18T03:22:08Z',
          gaps: ['cut at 3 lines'],
        },
        {
          path: 'commands/kernel/dmesg',
          emitter: 'kernel',
          format: 'dmesg',
          lines: 1412,
          from: '2023-08-11T10:00:12Z',
          to: '2023-08-18T03:01:55Z',
          gaps: [],
        },
      ],
      rules: { total: 231, finding: 5, clear: 120, ruledOut: 41, unknown: 14, notApplicable: 51, error: 0 },
      collectNext: [
        {
          source: 'kubelet journal',
          why: 'journalctl did not answer within 20 s; would decide: The kubelet evicts pods',
          command: 'journalctl -u kubelet --since -6h -o short-iso > kubelet.log',
        },
      ],
    },
  } satisfies Report);
}

/** A node with nothing wrong, whose kubelet log was rotated. */
export function healthyNode(): Report {
  const incident = mountIncident();
  return reportSchema.parse({
    ...frame(),
    verdict: {
      status: 'healthy',
      severity: 'info',
      headline: 'No fault found in what was collected; journal/kubelet.log begins 40m before collection',
      reasons: ['journal/kubelet.log begins 40m before collection', 'no containerd log is in the bundle'],
    },
    diagnoses: [],
    residue: [],
    risks: incident.risks.map((risk) => ({ ...risk, severity: 'info' })),
    findings: incident.risks.map((risk) => ({ ...risk, severity: 'info' })),
    ruledOut: [],
    unknown: [],
    predictions: incident.predictions.slice(1),
    timeline: [incident.timeline[0]!, incident.timeline.at(-1)!],
    problems: [],
    coverage: {
      sources: incident.coverage.sources.slice(0, 4),
      logs: [
        {
          path: 'journal/kubelet.log',
          emitter: 'kubelet',
          format: 'journal',
          lines: 20000,
          from: '2023-08-18T02:42:00Z',
          to: '2023-08-18T03:22:08Z',
          gaps: ['begins 40m before collection'],
        },
      ],
      rules: { total: 231, finding: 1, clear: 150, ruledOut: 29, unknown: 0, notApplicable: 51, error: 0 },
      collectNext: [],
    },
  } satisfies Report);
}

/** A bundle that was collected without root, so that no process table but the collector's own could be read. */
export function insufficientBundle(): Report {
  const base = frame();
  const incident = mountIncident();
  const stopped = 'the collection ended after step 13 of 69 (ns_mnt): stopped by signal TERM';
  return reportSchema.parse({
    ...base,
    bundle: {
      ...base.bundle,
      complete: false,
      cut: { after: 13, of: 69, step: 'ns_mnt', missing: ['df_daemon_tmp', 'sysctl'], text: stopped },
      abandoned: [{ pid: 812, command: 'df -PT -k /mnt/share', state: 'D', wchan: 'nfs4_proc_statfs' }],
      collector: { version: '0.1.0', uid: 1000, inContainer: false },
    },
    verdict: {
      status: 'insufficient-data',
      severity: 'high',
      headline:
        'Cannot tell: mountinfo, sysctl missing; unexplained: container start failed 31 times at mount with ENOSPC',
      reasons: [
        'mountinfo: only the mounts of the collector could be read, /proc/<pid>/mountinfo needs root',
        `sysctl: ${stopped}`,
      ],
    },
    diagnoses: [],
    residue: [
      {
        ...finding(
          'runtime/container-start-failure',
          'isolated',
          'symptom',
          'high',
          'Containers do not start',
          'container start failed 31 times at mount with ENOSPC',
        ),
        count: 31,
        firstSeen: '2023-08-18T02:10:00Z',
        lastSeen: '2023-08-18T03:21:58Z',
        evidence: [
          {
            path: 'journal/docker.log',
            line: 77,
            text: 'error creating overlay mount to /var/lib/docker/overlay2/c83150-init/merged: no space left on device',
          },
        ],
      },
    ],
    risks: [],
    findings: [
      finding(
        'runtime/container-start-failure',
        'isolated',
        'symptom',
        'high',
        'Containers do not start',
        'container start failed 31 times at mount with ENOSPC',
      ),
    ],
    ruledOut: incident.ruledOut.slice(0, 2),
    unknown: [
      {
        id: 'mounts/mount-max-exhausted',
        title: 'Mount namespace cannot take another mount (fs.mount-max)',
        missing: [
          { source: 'mountinfo', reason: 'needs root' },
          { source: 'sysctl', reason: stopped },
        ],
      },
      {
        id: 'mounts/mount-max-too-small',
        title: 'fs.mount-max was set too low',
        missing: [{ source: 'sysctl', reason: stopped }],
      },
    ],
    predictions: [],
    timeline: [incident.timeline.at(-1)!],
    problems: [{ message: 'the archive ends in the middle of proc/sys/fs/mount-max' }],
    coverage: {
      sources: [
        source('df', 'commands/df/bytes', 24),
        {
          id: 'mountinfo',
          status: 'restricted',
          path: 'proc/self/mountinfo',
          bytes: 4096,
          lines: 31,
          reason: 'needs root',
          problems: [],
        },
        { id: 'sysctl', status: 'missing', bytes: 0, reason: stopped, problems: [] },
        { id: 'df_daemon_tmp', status: 'missing', bytes: 0, reason: stopped, problems: [] },
      ],
      logs: incident.coverage.logs.slice(0, 1),
      rules: { total: 231, finding: 1, clear: 60, ruledOut: 12, unknown: 118, notApplicable: 40, error: 0 },
      collectNext: [
        {
          source: 'mountinfo',
          why: 'needs root; would decide: Mount namespace cannot take another mount (fs.mount-max)',
          command: 'sudo sh collect.sh --only mountinfo > more.tgz',
          byHand: 'for p in /proc/[0-9]*; do cat $p/mountinfo; done > mountinfo.txt',
        },
        {
          source: 'sysctl',
          why: `${stopped}; would decide: fs.mount-max was set too low`,
          command: 'sudo sh collect.sh --only sysctl > more.tgz',
          byHand: 'sysctl fs kernel vm > sysctl.txt',
        },
      ],
      collectCommand: 'sudo sh collect.sh --only mountinfo,sysctl > more.tgz',
    },
  } satisfies Report);
}

/** Symptoms without a proven cause, and a cause that is only possible. */
export function unexplainedFindings(): Report {
  const report = mountIncident();
  const first = report.diagnoses[0]!;
  return {
    ...report,
    verdict: {
      status: 'findings',
      severity: 'medium',
      headline: 'Not explained by this bundle: IPVS: rr: TCP 192.0.2.10:8500 had no destination 214 times',
      reasons: ['journal/kubelet.log was rotated after 2023-08-17 22:00:00 UTC'],
    },
    diagnoses: [
      {
        ...first,
        severity: 'medium',
        confidence: {
          ...first.confidence,
          word: 'possible',
          for: [],
          against: ['predicted and not seen: other mounts fail too'],
        },
        state: { now: 'unknown', since: { quality: 'unknown' } },
      },
    ],
  };
}

/** Two causes at once: the mounts, and a full tmpfs that explains something else. */
export function twoCauses(): Report {
  const report = mountIncident();
  const first = report.diagnoses[0]!;
  const second: Report['diagnoses'][number] = {
    ...first,
    id: 'storage/tmpfs-full',
    title: 'A tmpfs is full',
    severity: 'high',
    confidence: {
      word: 'likely',
      value: 0.6,
      for: ['tmp is full: tmpfs on /tmp holds 2.0 GiB of 2.0 GiB'],
      against: [],
      wouldChangeIf: ['A memory cgroup is at its limit: cgroups (not part of this bundle)'],
    },
    state: {
      now: 'past',
      since: { time: '2023-08-17T20:00:00Z', quality: 'not_after' },
      ended: '2023-08-17T22:48:40Z',
    },
    impact: { pods: [], services: [], newWorkBlocked: false, dataRisk: true },
    owner: 'application',
    dont: ['Do not delete files that a process holds open'],
    reboot: { helps: true, safe: false, destroys: ['everything in /tmp'] },
    summary: 'tmpfs on /tmp holds 2.0 GiB of 2.0 GiB',
    objects: ['tmpfs on /tmp holds 2.0 GiB of 2.0 GiB', 'tmpfs on /run holds 799 MiB of 800 MiB'],
    instances: 7,
    chain: [],
    explains: [],
    evidence: [{ path: 'commands/df/bytes', line: 7, text: 'tmpfs tmpfs 2097152 2097152 0 100% /tmp' }],
  };
  return { ...report, diagnoses: [first, second] };
}

function frame(): Pick<Report, 'schemaVersion' | 'tool' | 'bundle' | 'host'> {
  return {
    schemaVersion: 1,
    tool: {
      name: 'inquest',
      version: '0.1.0',
      catalog: {
        rules: 231,
        signatures: 412,
        sha256: '3f1d7a0c5b2e4f6098765432100123456789abcdef0123456789abcdef012345',
      },
    },
    bundle: {
      path: 'inquest-worker-17-20230818T032210Z.tgz',
      format: 'tar.gz',
      layout: 'native',
      bytes: 12_400_113,
      unpackedBytes: 214_880_332,
      entries: 2411,
      sha256: '9c4b0a1e77d25f3e8b6a94d3c2f1e0d9b8a7968574635241302f1e0d9c8b7a69',
      collectedAt: '2023-08-18T03:22:10Z',
      collectedAtFrom: 'manifest-start.json',
      utcOffset: 28_800,
      complete: true,
      collector: { version: '0.1.0', uid: 0, inContainer: false },
    },
    host: {
      name: 'worker-17',
      kernel: '5.10.0-136.12.0.86.oe2203sp1.x86_64',
      os: 'openEuler 22.03 (LTS-SP1)',
      uptimeSeconds: 8_940_310,
      bootedAt: '2023-05-06T15:57:00Z',
      cpus: 32,
      memoryBytes: 67_108_864_000,
      runtimes: ['docker 20.10.24', 'containerd 1.6.20'],
      kubelet: 'v1.24.13',
    },
  };
}

type Finding = Report['findings'][number];

function finding(
  id: string,
  role: Finding['role'],
  kind: Finding['kind'],
  severity: Finding['severity'],
  title: string,
  message: string,
): Finding {
  return {
    id,
    role,
    kind,
    severity,
    title,
    message,
    others: [],
    instances: 1,
    count: 1,
    entities: [],
    state: 'active',
    evidence: [{ path: 'proc/1204/mountinfo' }],
  };
}

function source(id: string, path: string, lines: number | undefined): Report['coverage']['sources'][number] {
  return { id, status: 'collected', path, bytes: 4096, ...(lines === undefined ? {} : { lines }), problems: [] };
}
