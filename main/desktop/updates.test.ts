import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import electronUpdater from 'electron-updater';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { say } from '#core/say/say.ts';
import { startDesktop, temporaryDirectory } from '#main/desktop/testing/start-desktop.ts';
import { installedBy } from '#main/desktop/updater.ts';
import { createUpdates, type Updater, updateWay } from '#main/desktop/updates.ts';
import { fileLog } from '#main/log.ts';
import type { UpdateState } from '#main/system.ts';

const fromBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const { NodeHttpExecutor } = fromBuilder('builder-util/out/nodeHttpExecutor.js');
const { configureRequestUrl } = fromBuilder('builder-util-runtime');

/** Node's HTTP under the same download, with its checksum, that Electron's would be under. */
class HttpExecutor extends NodeHttpExecutor {
  // biome-ignore lint/suspicious/noExplicitAny: the packager's internals are untyped here
  download(url: URL, destination: string, options: any): Promise<string> {
    // biome-ignore lint/suspicious/noExplicitAny: as above
    return options.cancellationToken.createPromise((resolve: any, reject: any, onCancel: any) => {
      const request = { headers: options.headers ?? undefined };
      configureRequestUrl(url, request);
      const callback = (error: Error | null) => (error ? reject(error) : resolve(destination));
      this.doDownload(request, { destination, options, onCancel, callback, responseHandler: null }, 0);
    });
  }
}
const silent = fileLog({ write: () => {} });
const logged: string[] = [];
/** It runs, as the AppImage that takes over would. */
const packageBytes = Buffer.concat([Buffer.from('#!/bin/sh\nexit 0\n'), Buffer.alloc(300_000, '# newer\n')]);

/** A server that offers one version, as electron-builder would lay it out. */
async function feed({ version = '9.1.0', bytes = packageBytes }: { version?: string; bytes?: Buffer } = {}) {
  const name = `Gatehouse-${version}.AppImage`;
  const sha512 = createHash('sha512').update(packageBytes).digest('base64');
  const asked: { url: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    asked.push({ url, headers: request.headers });
    if (url.startsWith('/latest-linux.yml')) {
      response.end(
        `version: ${version}\nfiles:\n  - url: ${name}\n    sha512: ${sha512}\n    size: ${packageBytes.length}\n` +
          `path: ${name}\nsha512: ${sha512}\nreleaseDate: '2026-11-20T00:00:00.000Z'\n`,
      );
    } else if (url === `/${name}`) response.end(bytes);
    else response.writeHead(404).end('no such file');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** electron-updater's own AppImage updater, with Node's HTTP in place of Chromium's. */
function realUpdater(url: string) {
  const dir = temporaryDirectory();
  const appImage = join(dir, 'Gatehouse.AppImage');
  writeFileSync(appImage, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  writeFileSync(
    join(dir, 'app-update.yml'),
    `provider: generic\nurl: ${url}\nupdaterCacheDirName: gatehouse\n`,
  );
  vi.stubEnv('APPIMAGE', appImage);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const app = {
    version: '1.0.0',
    name: 'gatehouse',
    isPackaged: true,
    appUpdateConfigPath: join(dir, 'app-update.yml'),
    userDataPath: dir,
    baseCachePath: dir,
    whenReady: async () => {},
    relaunch: () => {},
    quit: () => {},
    onQuit: () => {},
  };
  const updater = new electronUpdater.AppImageUpdater(null, app as never);
  Object.assign(updater, { httpExecutor: new HttpExecutor(), disableDifferentialDownload: true });
  updater.setFeedURL({ provider: 'generic', url });
  updater.logger = null;
  return { updater: updater as Updater & typeof updater, appImage };
}

function updatesFrom(url: string, way: Parameters<typeof createUpdates>[0]['way'] = { way: 'install' }) {
  const { updater, appImage } = realUpdater(url);
  const seen: UpdateState[] = [];
  const replaced: (() => void)[] = [];
  const updates = createUpdates({
    way,
    updater: async () => updater,
    replace: (start) => replaced.push(() => start(() => {})),
    log: fileLog({ write: (line) => logged.push(line) }),
    now: () => 1_000,
  });
  updates.onChange(() => seen.push(updates.current()));
  const until = async (state: UpdateState['state']) => {
    while (updates.current().state !== state) {
      if (state !== 'failed') expect(updates.current().state).not.toBe('failed');
      await new Promise<void>((resolve) => {
        const stop = updates.onChange(() => {
          stop();
          resolve();
        });
      });
    }
    return updates.current();
  };
  return { updates, updater, appImage, seen, replaced, until };
}

describe('a newer version on the update server', () => {
  it('is loaded beside everything else, its checksum verified, and put in place only when asked', async () => {
    const { url, asked } = await feed();
    const { updates, updater, appImage, seen, replaced, until } = updatesFrom(url);
    expect(updates.current()).toEqual({ state: 'off' });
    expect(() => updates.install()).toThrow('ready');
    await updates.check();
    expect(await until('ready')).toEqual({ state: 'ready', version: '9.1.0' });
    expect(seen[0]).toEqual({ state: 'checking' });
    expect(seen[1]).toEqual({ state: 'downloading', version: '9.1.0', percent: 0 });
    expect(readFileSync(appImage, 'utf8')).toContain('#!/bin/sh');

    updates.install();
    expect(replaced).toHaveLength(1);
    // The step that Electron's own quit would follow.
    expect(updater.install(true, false)).toBe(true);
    expect(readFileSync(appImage)).toEqual(packageBytes);
    expect(asked.map(({ url: path }) => path.split('?', 1)[0])).toEqual([
      '/latest-linux.yml',
      '/Gatehouse-9.1.0.AppImage',
    ]);
  });

  it('is asked for without anything that tells installations apart', async () => {
    const { url, asked } = await feed({ version: '1.0.0' });
    await updatesFrom(url).updates.check();
    await updatesFrom(url).updates.check();
    const [first, second] = asked;
    expect(first?.headers['x-user-staging-id']).toBe('00000000-0000-4000-8000-000000000000');
    expect(Object.keys(first?.headers ?? {}).sort()).toEqual(Object.keys(second?.headers ?? {}).sort());
    expect(first?.headers.cookie).toBeUndefined();
  });

  it('that was tampered with on its way is refused, and what runs stays', async () => {
    const { url } = await feed({ bytes: Buffer.alloc(packageBytes.length, 'something else') });
    const { updates, appImage, until } = updatesFrom(url);
    await updates.check();
    expect(await until('failed')).toMatchObject({ error: { code: 'update_unavailable' } });
    expect(logged.join('')).toContain('sha512 checksum mismatch');
    expect(readFileSync(appImage, 'utf8')).toContain('#!/bin/sh');
    expect(() => updates.install()).toThrow('ready');
  });

  it('is only told where the system’s package manager brings it in', async () => {
    const { url, asked } = await feed();
    const { updates } = updatesFrom(url, { way: 'notice', url: 'https://downloads.example/' });
    await updates.check();
    expect(updates.current()).toEqual({
      state: 'notice',
      version: '9.1.0',
      url: 'https://downloads.example/',
    });
    expect(asked).toHaveLength(1);
  });

  it('that is none says so with the time', async () => {
    const { url } = await feed({ version: '1.0.0' });
    const { updates } = updatesFrom(url);
    await updates.check();
    expect(updates.current()).toEqual({ state: 'current', checkedAt: 1_000 });
  });

  it('that cannot be had is a failure with a code, and the next look tries again', async () => {
    const { updates } = updatesFrom('http://127.0.0.1:1');
    await expect(updates.check()).rejects.toMatchObject({ code: 'update_unavailable' });
    expect(updates.current()).toMatchObject({ state: 'failed', error: { code: 'update_unavailable' } });
    await expect(updates.check()).rejects.toMatchObject({ code: 'update_unavailable' });
  });
});

describe('nothing is asked', () => {
  it('unless the settings say so, then a minute after start and once a day', async () => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    let looks = 0;
    const updates = createUpdates({
      way: { way: 'install' },
      updater: async () =>
        ({
          on: () => {},
          checkForUpdates: async () => {
            looks += 1;
            return null;
          },
        }) as unknown as Updater,
      replace: () => {},
      log: silent,
    });
    await vi.advanceTimersByTimeAsync(3 * 24 * 3_600_000);
    expect([looks, updates.current()]).toEqual([0, { state: 'off' }]);
    updates.follow(true);
    expect(updates.current()).toEqual({ state: 'current' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looks).toBe(1);
    await vi.advanceTimersByTimeAsync(2 * 24 * 3_600_000);
    expect(looks).toBe(3);
    updates.follow(false);
    await vi.advanceTimersByTimeAsync(2 * 24 * 3_600_000);
    expect([looks, updates.current().state]).toEqual([3, 'off']);
  });

  it('where this installation cannot be updated, with the reason', async () => {
    const base = {
      platform: 'linux',
      packaged: true,
      feed: 'https://u.example',
      packageType: undefined,
      env: {},
    };
    const ways = [
      { ...base, packaged: false },
      { ...base, feed: undefined },
      { ...base },
      { ...base, packageType: 'deb' },
      { ...base, packageType: 'rpm' },
      { ...base, env: { APPIMAGE: '/a.AppImage' } },
      { ...base, platform: 'win32' },
      { ...base, platform: 'darwin' },
    ].map((installation) => updateWay({ ...installation, platform: installation.platform as 'linux' }).way);
    expect(ways).toEqual(['none', 'none', 'none', 'notice', 'notice', 'install', 'install', 'install']);
    const { updates } = updatesFrom('http://127.0.0.1:1', {
      way: 'none',
      why: say('This build has no update address.'),
    });
    updates.follow(true);
    expect(updates.current()).toMatchObject({
      state: 'unsupported',
      why: 'This build has no update address.',
    });
    await expect(updates.check()).rejects.toThrow('This build has no update address.');
  });

  it('and what the packager left is read as it writes it', () => {
    const resources = temporaryDirectory();
    expect(installedBy(resources)).toEqual({ feed: undefined, packageType: undefined });
    const { serializeToYaml } = fromBuilder('builder-util/out/util.js');
    const config = {
      provider: 'generic',
      url: 'https://downloads.example/gatehouse',
      updaterCacheDirName: 'g',
    };
    writeFileSync(join(resources, 'app-update.yml'), serializeToYaml(config));
    writeFileSync(join(resources, 'package-type'), 'deb\n');
    expect(installedBy(resources)).toEqual({
      feed: 'https://downloads.example/gatehouse',
      packageType: 'deb',
    });
    writeFileSync(
      join(resources, 'app-update.yml'),
      serializeToYaml({ ...config, url: 'http://downloads.example/' }),
    );
    expect(installedBy(resources).feed).toBeUndefined();
  });
});

describe('putting a newer version in place', () => {
  it('ends gateway and host first, then hands over, and no second instance meets the first', async () => {
    const order: string[] = [];
    const installing = Promise.withResolvers<void>();
    const updater = {
      on: () => {},
      checkForUpdates: async () => ({ isUpdateAvailable: true, updateInfo: { version: '9.1.0' } }),
      downloadUpdate: async () => {},
      quitAndInstall: () => {
        order.push('install');
        installing.resolve();
      },
    } as unknown as Updater;
    const { double, host, services } = await startDesktop({
      platform: 'darwin',
      installed: { feed: 'https://u.example', packageType: undefined },
      updater: async () => updater,
    });
    const end = host.quit.bind(host);
    host.quit = async (deadline) => {
      await end(deadline);
      order.push('host ended');
    };
    await services?.system.updates.check();
    services?.system.updates.install();
    await installing.promise;
    expect(order).toEqual(['host ended', 'install']);
    // macOS ends the app by itself now, and is not held up.
    double.electron.app.quit();
    expect(await double.app.exited()).toBe(0);
  });
});
