import type { Node } from '../node.ts';

/** `uname -a` */
export const uname = ({ spec }: Node): string =>
  `Linux ${spec.hostname} ${spec.kernel} #1 SMP Tue Jun 21 10:12:00 CST 2022 x86_64 x86_64 x86_64 GNU/Linux\n`;

/** `/etc/os-release` */
export const osRelease = ({ spec: { os } }: Node): string =>
  `NAME="${os.pretty}"\nID="${os.id}"\nVERSION_ID="${os.version}"\nPRETTY_NAME="${os.pretty}"\n`;
