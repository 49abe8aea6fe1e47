import { describe, expect, it } from 'vitest';
import { emitterOf, isQuotation } from '../../src/signatures/emitters.ts';

describe('emitterOf', () => {
  it('goes by the program in the prefix, else by the log', () => {
    expect(emitterOf('any', 'kubelet')).toBe('kubelet');
    expect(emitterOf('dockerd', undefined)).toBe('dockerd');
    expect(emitterOf('any', 'sshd')).toBe('other');
    expect(emitterOf('any', 'k3s')).toBe('any');
  });
});

describe('isQuotation', () => {
  it('knows commands that people and timers ran', () => {
    expect(isQuotation('sudo', 'root : TTY=pts/0 ; COMMAND=/bin/grep -r "no space left on device" /var/log')).toBe(
      true,
    );
    expect(isQuotation('CROND', '(root) CMD (echo "PLEG is not healthy")')).toBe(true);
    expect(isQuotation('audit', "USER_CMD pid=1 msg='cmd=67726570 terminal=pts/0'")).toBe(true);
  });

  it('leaves what these programs say themselves', () => {
    expect(isQuotation('sudo', 'pam_systemd(sudo:session): Failed to create session: Connection timed out')).toBe(
      false,
    );
    expect(isQuotation('crond', "(CRON) ERROR (can't fork): Resource temporarily unavailable")).toBe(false);
    expect(isQuotation(undefined, 'COMMAND=/bin/true')).toBe(false);
  });

  it('knows lines that a container printed, by the id that stands for a program', () => {
    expect(isQuotation('4f5a6b7c8d9e', 'write /data/a: no space left on device')).toBe(true);
    expect(isQuotation('docker/4f5a6b7c8d9e', 'write /data/a: no space left on device')).toBe(true);
    expect(isQuotation('dockerd', 'write /data/a: no space left on device')).toBe(false);
  });
});
