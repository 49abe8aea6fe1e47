import type { PackageChange } from './package-history.ts';

type Change = Omit<PackageChange, 'file' | 'line'>;
type Action = PackageChange['action'];

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Seconds of a calendar time read as UTC; undefined for what no calendar has. */
export function secondsOf(year: number, month: number, day: number, time: string): number | undefined {
  const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number);
  const milliseconds = Date.UTC(year, month - 1, day, hour, minute, second);
  return month < 1 || month > 12 || Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

/** 1 to 12, 0 for a name that is none. */
export function monthOf(name: string): number {
  return MONTHS.indexOf(name) + 1;
}

const DPKG_ACTIONS: Readonly<Record<string, Action>> = {
  install: 'installed',
  upgrade: 'upgraded',
  remove: 'removed',
  purge: 'removed',
};
const DPKG =
  /^(\d{4})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d) (install|upgrade|remove|purge) ([^\s:]{1,200})(?::\S{1,20})? (\S{1,200}) (\S{1,200})$/;

/** `2024-04-12 06:25:11 upgrade docker-ce:amd64 5:20.10.7 5:20.10.8`; its other lines tell the steps in between. */
export function readDpkgLine(text: string): Change | undefined {
  const [, year, month, day, time = '', verb = '', name = '', from = '', to = ''] = DPKG.exec(text.trimEnd()) ?? [];
  const action = DPKG_ACTIONS[verb];
  const seconds = secondsOf(Number(year), Number(month), Number(day), time);
  if (action === undefined || seconds === undefined) return undefined;
  const before = from === '<none>' ? {} : { from };
  const after = to === '<none>' || action === 'removed' ? {} : { version: to };
  return { seconds, zone: 'local', yearless: false, action, package: name, ...after, ...before };
}

const APT_ACTIONS: Readonly<Record<string, Action>> = {
  Install: 'installed',
  Reinstall: 'reinstalled',
  Upgrade: 'upgraded',
  Downgrade: 'downgraded',
  Remove: 'removed',
  Purge: 'removed',
};

/** `Start-Date: 2024-04-12  06:25:10` and then `Upgrade: docker-ce:amd64 (5:20.10.7, 5:20.10.8), ...` */
export function readAptLine(
  text: string,
  started: number | undefined,
): { seconds: number | undefined; changes: Change[] } {
  const [, year, month, day, time = ''] = /^Start-Date: (\d{4})-(\d\d)-(\d\d) {1,4}(\d\d:\d\d:\d\d)/.exec(text) ?? [];
  if (year !== undefined) return { seconds: secondsOf(Number(year), Number(month), Number(day), time), changes: [] };
  const [, verb = '', list = ''] = /^([A-Z][a-z]{4,10}): (.*)$/.exec(text) ?? [];
  const action = APT_ACTIONS[verb];
  if (action === undefined || started === undefined) return { seconds: started, changes: [] };
  const changes: Change[] = [];
  for (const [, name = '', versions = ''] of list.matchAll(
    /([^\s,:()]{1,200})(?::[^\s(]{1,20})? \(([^()]{0,400})\)/g,
  )) {
    const [first = '', second = ''] = versions.split(', ').filter((word) => word !== 'automatic');
    const version = action === 'removed' ? undefined : second === '' ? first : second;
    const from = second === '' ? (action === 'removed' ? first : undefined) : first;
    changes.push({
      seconds: started,
      zone: 'local',
      yearless: false,
      action,
      package: name,
      ...(version === undefined ? {} : { version }),
      ...(from === undefined ? {} : { from }),
    });
  }
  return { seconds: started, changes };
}

const RPM_ACTIONS: Readonly<Record<string, Action>> = {
  Install: 'installed',
  Installed: 'installed',
  'Dep-Installed': 'installed',
  Update: 'upgraded',
  Updated: 'upgraded',
  Upgrade: 'upgraded',
  Upgraded: 'upgraded',
  Downgrade: 'downgraded',
  Downgraded: 'downgraded',
  Reinstall: 'reinstalled',
  Reinstalled: 'reinstalled',
  Erase: 'removed',
  Erased: 'removed',
  Removed: 'removed',
};

/** `Apr 12 06:25:10 Updated: docker-ce-3:20.10.8-3.el7.x86_64` of yum.log, without a year. */
export function readYumLine(text: string): Change | undefined {
  const [, month = '', day, time = '', verb = '', name = ''] =
    /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) ([A-Za-z-]{4,20}): (\S{1,300})/.exec(text) ?? [];
  const seconds = secondsOf(1972, monthOf(month), Number(day), time);
  const action = RPM_ACTIONS[verb];
  if (action === undefined || seconds === undefined) return undefined;
  return { seconds, zone: 'local', yearless: true, action, ...splitPackage(name) };
}

const DNF =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)(Z|[+-]\d{4})? [A-Z]{3,10} (?:--> )?([A-Z][A-Za-z-]{4,20}): (\S{1,300})/;

/** `2024-04-12T06:25:10+0200 SUBDEBUG Upgraded: kernel-core-4.18.0-477.el8.x86_64` of dnf.rpm.log. */
export function readDnfLine(text: string): Change | undefined {
  const [, year, month, day, time = '', zone, verb = '', name = ''] = DNF.exec(text) ?? [];
  const seconds = secondsOf(Number(year), Number(month), Number(day), time);
  const action = RPM_ACTIONS[verb];
  if (action === undefined || seconds === undefined) return undefined;
  const offset =
    zone === undefined || zone === 'Z' ? 0 : Number(zone.slice(0, 3)) * 3600 + Number(zone[0] + zone.slice(3)) * 60;
  return {
    seconds: seconds - offset,
    zone: zone === undefined ? 'local' : 'utc',
    yearless: false,
    action,
    ...splitPackage(name),
  };
}

const RPM_C = /^(\S{1,300}) +(?:[A-Z][a-z]{2} )([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) (?:([A-Z]{3,5}) )?(\d{4})$/;
const RPM_LONG =
  /^(\S{1,300}) +[A-Z][a-z]{2} +(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) +(\d\d):(\d\d:\d\d)(?: ([AP]M))?(?: ([A-Z]{3,5}|[+-]\d{2,4}))?$/;

/** `docker-ce-20.10.8-3.el7.x86_64    Fri Apr 12 06:25:10 2024` of `rpm -qa --last`, or `Fri 12 Apr 2024 06:25:10 AM UTC`; `unzoned` is what a stamp without zone is in. */
export function readRpmLine(text: string, unzoned: Change['zone'] = 'utc'): Change | undefined {
  const row = text.trimEnd();
  const [, name, month = '', day, time = '', zone, year] = RPM_C.exec(row) ?? [];
  if (name !== undefined)
    return installed(name, secondsOf(Number(year), monthOf(month), Number(day), time), zone, unzoned);
  const [, other, day2, month2 = '', year2, hour, rest = '', half, zone2] = RPM_LONG.exec(row) ?? [];
  if (other === undefined) return undefined;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'PM' ? 12 : 0);
  return installed(other, secondsOf(Number(year2), monthOf(month2), Number(day2), `${hours}:${rest}`), zone2, unzoned);
}

function installed(
  name: string,
  seconds: number | undefined,
  zone: string | undefined,
  unzoned: Change['zone'],
): Change | undefined {
  if (seconds === undefined) return undefined;
  return {
    seconds,
    zone: zone === undefined ? unzoned : zone === 'UTC' || zone === 'GMT' ? 'utc' : 'local',
    yearless: false,
    action: 'installed',
    ...splitPackage(name),
  };
}

/** `docker-ce-3:20.10.8-3.el7.x86_64` is docker-ce in version 3:20.10.8-3.el7; some logs put the epoch in front. */
function splitPackage(text: string): { package: string; version?: string } {
  const [, epoch = '', rest = text] = /^(\d{1,3}:)(.+)$/.exec(text) ?? [];
  const [, name, version] = /^(.{1,200})-([^-]{1,100}-[^-]{1,100})$/.exec(rest) ?? [];
  if (name === undefined || version === undefined) return { package: rest };
  return { package: name, version: epoch + version.replace(/\.(?:x86_64|aarch64|noarch|i[3-6]86|ppc64le|s390x)$/, '') };
}
