import { describe, expect, it } from 'vitest';
import { decodeLine } from '../../src/parsers/log-lines/decode.ts';
import { createScanner } from '../../src/signatures/scanner.ts';
import type { Log } from '../../src/signatures/signature.ts';
import { shippedSignatures } from './shipped.ts';

const scan = (text: string): Log => {
  const log = createScanner(shippedSignatures(), decodeLine).open({ path: 'kubelet.log', emitter: 'kubelet' });
  log.write(Buffer.from(text));
  return log.end(true);
};

const TARGET = '/var/lib/kubelet/pods/0d3a/volumes/kubernetes.io~projected/token';
const failed = (reason: string): string =>
  `Jan 15 11:00:00 node-1 kubelet[811]: E0115 11:00:00.000001     811 nested.go:301] MountVolume.SetUp failed for volume "token" : mount failed: exit status 32 Mounting command: mount Output: mount: ${TARGET}: ${reason}.\n`;

describe('an error text in the language of the node', () => {
  it.each([
    ['en', 'mount(2) system call failed: No space left on device'],
    ['de', 'mount(2)-Systemaufruf ist fehlgeschlagen: Auf dem Gerät ist kein Speicherplatz mehr verfügbar'],
    ['fr', 'échec de l’appel système mount(2)\u00a0: Aucun espace disponible sur le périphérique'],
    ['zh_CN', 'mount(2) 系统调用失败：设备上没有空间'],
    ['ja', 'mount(2) システムコールが失敗しました: デバイスに空き領域がありません'],
  ])('of %s is the same failure', (_, reason) => {
    for (const shift of ['', 'x', 'xx', 'xxx']) {
      const log = scan(`${shift}\n${failed(reason)}`);
      const signatures = new Set(log.matches.map((match) => match.signature));
      expect(signatures).toEqual(
        new Set(scan(failed('mount(2) system call failed: No space left on device')).matches.map((m) => m.signature)),
      );
      expect(log.matches[0]?.occurrences[0]?.captures).toMatchObject({ object: 'token', path: TARGET });
      // What is shown is what the log says.
      expect(log.matches[0]?.samples[0]?.text).toContain(reason);
    }
  });

  it('of another failure is another one, and a word alone is none', () => {
    expect(scan(failed('mount(2) 系统调用失败：设备或资源忙')).matches.map((m) => m.signature)).not.toContain(
      scan(failed('mount(2) 系统调用失败：设备上没有空间')).matches[0]?.signature,
    );
    expect(scan('Jan 15 11:00:00 node-1 app[8]: 设备上没有空间\n').matches).toEqual([]);
  });
});
