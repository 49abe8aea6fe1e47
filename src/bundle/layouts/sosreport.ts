import type { Layout, SectionTitle } from '../layout.ts';
import { commandOfName, titleOfTail } from '../mangled-names.ts';
import { APPLICATION_LOGS, NODE_PATHS } from '../node-paths.ts';
import { SOS_OUTCOMES } from '../sos-outcomes.ts';

const OUTPUT = /^sos_commands\/[^/]+\/(?:.*\/)?(?<name>[^/]+)$/;
/** What lvmdump collects once more on its own, a listing whose file in /proc says more, images that are no containers. */
const NOT_READ = /^sos_commands\/(?:lvm2\/lvmdump\/|kernel\/lsmod$|docker\/images\/)/;
/** Of what is longer than its limit sosreport keeps the end here, and a link in its place. */
const TAIL = /^sos_strings\/[^/]+\/(?:.*\/)?(?<name>[^/]+)\.tailed$/;

/** sosreport names the output of a command by the command, and the end of a long file by its path. */
function titleOf(path: string): SectionTitle | undefined {
  if (NOT_READ.test(path)) return undefined;
  const output = OUTPUT.exec(path)?.groups?.name;
  if (output !== undefined) return { command: commandOfName(output) };
  const tail = TAIL.exec(path)?.groups?.name;
  return tail === undefined ? undefined : titleOfTail(tail);
}

/** sosreport 3.x and 4.x: files at their node path, command output under sos_commands/<plugin>/<mangled command>. */
export const sosreport: Layout = {
  id: 'sosreport',
  title: 'sosreport',
  markers: [/^sos_commands\//, /^sos_logs\//, /^sos_reports\//, /^sos_strings\//, /^version\.txt$/],
  paths: [
    { path: /^sos_commands\/systemd\/systemctl_show_service_--all$/, source: 'units' },
    { path: /^sos_commands\/systemd\/systemctl_list-units_--failed$/, source: 'units_failed' },
    { path: /^sos_commands\/systemd\/systemctl_list-unit-files$/, source: 'unit_files' },
    // `last` tells the boots once more, among the logins.
    { path: /^sos_commands\/login\/last_(?:reboot|shutdown)$/, source: 'boots' },
    {
      path: /^(?:sos_commands\/rpm\/sh_-c_rpm_[^/]*INSTALLTIME[^/]*|installed-rpms)$/,
      source: 'package_history',
      params: { file: 'installed-rpms' },
    },
    { path: /^sos_commands\/devicemapper\/dmsetup_status$/, source: 'dmsetup_status' },
    { path: /^sos_commands\/containerd\/containerd_config_dump$/, source: 'config_file' },
    { path: /^ps$/, source: 'ps' },
    { path: /^uname$/, source: 'uname' },
    { path: /^df$/, source: 'df' },
    { path: /^uptime$/, source: 'uptime' },
    { path: /^hostname$/, source: 'hostname' },
    { path: /^mount$/, source: 'mounts' },
    { path: /^date$/, source: 'date' },
    ...NODE_PATHS,
  ],
  titleOf,
  outcomes: SOS_OUTCOMES,
  lacks: {
    process_stat: 'cat /proc/[0-9]*/stat',
    ns_mnt: "stat -L -c '%i %n' /proc/[0-9]*/ns/mnt",
    deleted_files: 'ls -l /proc/[0-9]*/fd',
    disk_usage: 'du -x -k -d 3 /var',
    cgroup_values: 'grep -r . /sys/fs/cgroup/memory',
  },
  ignored: [
    ...APPLICATION_LOGS,
    // What is no command that is known: logs of pods, listings, dumps that quote any log. `date` is a link to this one.
    /^sos_commands\/(?!systemd\/timedatectl$)/,
    /^sos_(?:strings|reports|logs)\//,
  ],
};
