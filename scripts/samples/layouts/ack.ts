import { dockerInfoText, dockerVersionText } from './docker-texts.ts';
import { dmesgReadable, journalOf, uptimeOutput } from './log-texts.ts';
import { dfHuman, procMounts, sysctlAll } from './mount-texts.ts';
import { osRelease, uname } from './node-texts.ts';
import { psEf } from './process-texts.ts';
import { below, type Renderer } from './sampled-node.ts';

/** One command as the script frames it. */
function run(command: string, output: string): string {
  const [word = ''] = command.split(' ');
  return `\n-----------------run ${command}------------------\n${output}------------End of ${word}----------------\n`;
}

const lastLines = (text: string, count: number): string =>
  text
    .split('\n')
    .slice(-count - 1)
    .join('\n');

/** `diagnose_k8s.sh` of ACK; of a unit that logs to a file its journal has no line. */
export const ack: Renderer = ({ node, native }) => {
  const proc = (name: string): string => native.get(`proc/${name}`) ?? '';
  return new Map(
    below(`tmp/diagnose_${node.spec.clock.collectedAt}/`, {
      system_info: [
        run('uname -a', uname(node)),
        run('cat /etc/os-release', osRelease(node)),
        run('sysctl -a', sysctlAll(node)),
        run('cat /proc/vmstat', proc('vmstat')),
      ].join(''),
      system_status: [
        run('uptime', uptimeOutput(node)),
        run('df -h', dfHuman(node.filesystems)),
        run('cat /proc/mounts', procMounts(node.table)),
        run('ps -ef', psEf(node)),
      ].join(''),
      memory_info: run('cat /proc/meminfo', proc('meminfo')),
      'daemon_status/docker_status':
        run('systemctl status docker -l', '   Active: active (running)\n') +
        run('docker info', dockerInfoText(node)) +
        run('docker version', dockerVersionText(node)),
      'daemon_status/docker_daemon.json': native.get('etc/docker/daemon.json') ?? '',
      'logs/dmesg.log': run('dmesg -T', lastLines(dmesgReadable(node), 10_000)),
      'logs/kubelet.log': lastLines(journalOf(node, 'kubelet'), 10_000),
      'logs/docker.log': lastLines(journalOf(node, 'docker'), 10_000),
      'logs/containerd.log': lastLines(journalOf(node, 'containerd'), 10_000),
    }),
  );
};
