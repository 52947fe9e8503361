import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type DesktopOptions, type DesktopServices, runDesktop } from '#main/desktop/desktop.ts';
import { ElectronDouble, type ElectronDoubleOptions } from '#main/desktop/testing/electron-double.ts';
import { HostDouble } from '#main/desktop/testing/host-double.ts';
import { fileLog } from '#main/log.ts';
import { contentSecurityPolicy, rendererFiles } from '#main/web/renderer-files.ts';
import { exposeBridge } from '../../../preload/bridge.ts';

/** A directory that is gone after the test. */
export function temporaryDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-desktop-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A built window of one page. */
function builtWindow(): string {
  const dir = temporaryDirectory();
  writeFileSync(join(dir, 'index.html'), '<!doctype html>');
  return dir;
}

export interface Started {
  double: ElectronDouble;
  host: HostDouble;
  services: DesktopServices | undefined;
  userData: string;
  logged: string[];
  /** Resolves when the burst of topics and the page load that are under way are done. */
  settled(): Promise<void>;
}

/** Runs the whole desktop face over the test double of Electron. */
export async function startDesktop(
  given: Partial<ElectronDoubleOptions> &
    Partial<Omit<DesktopOptions, 'preload'>> & {
      host?: HostDouble;
      /** What the system tells the app before it is ready. */
      beforeReady?: (app: ElectronDouble['app']) => void;
    } = {},
): Promise<Started> {
  const userData = given.userData ?? temporaryDirectory();
  const double = new ElectronDouble({ preload: exposeBridge, ...given, userData } as ElectronDoubleOptions);
  const host = given.host ?? new HostDouble();
  double.app.beforeReady = () => given.beforeReady?.(double.app);
  const logged: string[] = [];
  let services: DesktopServices | undefined;
  await runDesktop(double.electron, {
    createHost(offered) {
      services = offered;
      return host;
    },
    content: { files: rendererFiles(builtWindow()), contentSecurityPolicy },
    watchTrayHost(tell) {
      tell(given.platform !== 'linux');
      return { stop() {} };
    },
    env: {},
    platform: 'darwin',
    argv: [],
    execPath: '/opt/Gatehouse/gatehouse-desktop',
    versions: { electron: '45.4.1', chrome: '148.0.0.0' },
    installed: { feed: undefined, packageType: undefined },
    updater: async () => {
      throw new Error('no updater in this test');
    },
    log: fileLog({ write: (line) => logged.push(line) }),
    ...given,
    preload: '/app/dist/preload.cjs',
    iconDir: '/app/resources/icons',
  });
  const settled = async () => {
    await setImmediate();
    await Promise.all(double.windows.map((window) => window.loading));
    await setImmediate();
  };
  await settled();
  return { double, host, services, userData, logged, settled };
}
