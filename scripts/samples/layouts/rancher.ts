import { dockerInfoText, dockerPsTable, inspections } from './docker-texts.ts';
import { dateOutput, dmesgReadable, journalOf, uptimeOutput } from './log-texts.ts';
import { dfHuman, dfInodes, mountOutput, sysctlAll } from './mount-texts.ts';
import { osRelease, uname } from './node-texts.ts';
import { psAux } from './process-texts.ts';
import { below, type Renderer } from './sampled-node.ts';

/** The logs collector on a node of RKE: it inspects its own containers only, and takes the files of /var/log. */
export const rancher: Renderer = ({ node, native }) => {
  const own = [...inspections(node)].filter(([, text]) => text.includes('"io.rancher.rke.container.name"'));
  return new Map(
    below('node-a4-2024-04-12_07_29_05/', {
      'collector-output.log': '2024-04-12 07:29:05: Created temporary directory\n',
      'systeminfo/mount': mountOutput(node.table),
      'systeminfo/dfh': dfHuman(node.filesystems),
      'systeminfo/dfi': dfInodes(node.filesystems),
      'systeminfo/dmesg': dmesgReadable(node),
      'systeminfo/ps': psAux(node),
      'systeminfo/sysctla': sysctlAll(node),
      'systeminfo/uptime': uptimeOutput(node),
      'systeminfo/uname': uname(node),
      'systeminfo/osrelease': osRelease(node),
      'systeminfo/hostname': `${node.spec.hostname}\n`,
      'systeminfo/date': dateOutput(node),
      'journald/docker': journalOf(node, 'docker'),
      'journald/containerd': journalOf(node, 'containerd'),
      'journald/kubelet': journalOf(node, 'kubelet'),
      'systemlogs/docker.log': native.get('journal/docker.log') ?? '',
      'docker/dockerinfo': dockerInfoText(node),
      'docker/dockerpsa': dockerPsTable(node),
      'docker/etcdockerdaemon.json': native.get('etc/docker/daemon.json') ?? '',
      ...Object.fromEntries(own.map(([id, text]) => [`rke/containerinspect/${id.slice(0, 12)}`, text])),
    }),
  );
};
