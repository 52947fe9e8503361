import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type DesktopOptions, type DesktopServices, runDesktop } from '#main/desktop/desktop.ts';
import { ElectronDouble, type ElectronDoubleOptions } from '#main/desktop/testing/electron-double.ts';
import { HostDouble } from '#main/desktop/testing/host-double.ts';
import { fileLog } from '#main/log.ts';
import { exposeBridge } from '../../../preload/bridge.ts';

/** A directory that is gone after the test. */
export function temporaryDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-desktop-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export interface Started {
  double: ElectronDouble;
  host: HostDouble;
  services: DesktopServices | undefined;
  userData: string;
  logged: string[];
  /** Resolves when the burst of topics that is under way has been looked at. */
  settled(): Promise<void>;
}

/** Runs the whole desktop face over the test double of Electron. */
export async function startDesktop(
  given: Partial<ElectronDoubleOptions> & Partial<DesktopOptions> & { host?: HostDouble } = {},
): Promise<Started> {
  const userData = given.userData ?? temporaryDirectory();
  const double = new ElectronDouble({ preload: exposeBridge, ...given, userData } as ElectronDoubleOptions);
  const host = given.host ?? new HostDouble();
  const logged: string[] = [];
  let services: DesktopServices | undefined;
  await runDesktop(double.electron, {
    createHost(offered) {
      services = offered;
      return host;
    },
    rendererFiles: async (path) =>
      path === '/'
        ? {
            status: 200,
            headers: { 'content-type': 'text/html', 'content-security-policy': "default-src 'self'" },
            body: new TextEncoder().encode('<!doctype html>'),
          }
        : undefined,
    env: {},
    platform: 'darwin',
    log: fileLog({ write: (line) => logged.push(line) }),
    ...given,
    preload: '/app/dist/preload.cjs',
    iconDir: '/app/resources/icons',
  });
  // Two turns: one for the burst, one for the page that loads.
  const settled = async () => {
    await setImmediate();
    await setImmediate();
  };
  await settled();
  return { double, host, services, userData, logged, settled };
}
