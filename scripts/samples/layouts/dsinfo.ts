import { dockerInfoText, dockerPsTable, dockerVersionText, inspections } from './docker-texts.ts';
import { dfHuman, mountOutput } from './mount-texts.ts';
import { below, type Renderer } from './sampled-node.ts';

const topic = (title: string): string => `${'='.repeat(25)}\n${title}\n${'='.repeat(25)}\n`;
/** An output below the command, which is underlined. */
const run = (command: string, output: string): string => `\n${command}\n${'~'.repeat(command.length)}\n${output}`;

const LAST = 20;

/** Docker's `dsinfo.sh`: of containers the last twenty, which one that died long ago is not among. */
export const dsinfo: Renderer = ({ node, native }) => {
  const recent = [...node.containers].sort((a, b) => b.startedAt - a.startedAt).slice(0, LAST);
  const inspected = inspections(node);
  return new Map(
    below('dsinfo/', {
      'dsinfo.txt': [
        topic('Docker Info'),
        run('docker version', dockerVersionText(node)),
        run('docker info', dockerInfoText(node)),
        run(`docker ps -a -n ${LAST} --no-trunc`, dockerPsTable({ ...node, containers: recent })),
        topic('System Info'),
        run('hostname', `${node.spec.hostname}\n`),
        run('cat /proc/version', native.get('proc/version') ?? ''),
        run('cat /proc/meminfo', native.get('proc/meminfo') ?? ''),
        run('df -h', dfHuman(node.filesystems)),
        run('mount', mountOutput(node.table)),
      ].join(''),
      'daemon.log': native.get('journal/docker.log') ?? '',
      ...Object.fromEntries(recent.map(({ id }) => [`inspect/${id.slice(0, 12)}.txt`, inspected.get(id) ?? ''])),
    }),
  );
};
