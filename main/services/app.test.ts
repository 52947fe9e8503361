import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DesktopSystem, UpdateState } from '#main/system.ts';
import { hosted } from '#main/testing/hosted.ts';

/** A desktop whose doings can be seen. */
function desktop() {
  let update: UpdateState = { state: 'off' };
  let on = false;
  const did: string[] = [];
  const listeners = new Set<() => void>();
  const system: DesktopSystem = {
    versions: { electron: '45.4.1', chrome: '148.0.0.0' },
    openFolder: async (path) => {
      if (did.includes('no file manager')) throw new Error('no file manager');
      did.push(path);
    },
    loginItem: {
      state: async () => (on ? 'on' : 'off'),
      set: async (wanted) => {
        on = wanted;
      },
    },
    updates: {
      current: () => update,
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      follow: (wanted) => did.push(`follow ${wanted}`),
      check: async () => void did.push('check'),
      install: () => did.push('install'),
    },
  };
  const become = (next: UpdateState) => {
    update = next;
    for (const listener of listeners) listener();
  };
  return { system, did, become, listeners };
}

async function started(...options: Parameters<typeof hosted>) {
  const running = await hosted({ gateway: { autostart: false }, ...options[0] }, options[1]);
  onTestFinished(() => running.clean());
  return running;
}

describe('the app under a desktop', () => {
  it('tells what it runs on, and passes on what is asked of the desktop', async () => {
    const { system, did } = desktop();
    const { host, stateDir } = await started({}, { face: 'desktop', system });
    const { versions, loginItem, update } = host.topics.current('app') ?? {};
    expect(versions).toEqual({
      gatehouse: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      node: process.versions.node,
      keytar: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
      electron: '45.4.1',
      chrome: '148.0.0.0',
    });
    expect([loginItem, update]).toEqual(['off', { state: 'off' }]);

    const call = (name: string, input: unknown, face: 'desktop' | 'web' = 'desktop') =>
      host.dispatch({ name, input, face, sender: true });
    expect(await call('app.openFolder', { folder: 'logs' })).toEqual({
      ok: true,
      value: { opened: true, path: join(stateDir, 'logs') },
    });
    // A browser may be on another screen: it gets the path and nothing opens here.
    expect(await call('app.openFolder', { folder: 'state' }, 'web')).toEqual({
      ok: true,
      value: { opened: false, path: stateDir },
    });
    expect(await call('app.openFolder', { folder: '../..' })).toMatchObject({
      ok: false,
      error: { code: 'bad_input' },
    });
    await call('app.checkForUpdate', {});
    await call('app.installUpdate', {});
    expect(did.filter((what) => !what.startsWith('follow'))).toEqual([
      join(stateDir, 'logs'),
      'check',
      'install',
    ]);
    did.push('no file manager');
    expect(await call('app.openFolder', { folder: 'config' })).toEqual({
      ok: true,
      value: { opened: false, path: stateDir },
    });
  });

  it('shows the login item and a download as they change', async () => {
    const { system, become, listeners } = desktop();
    const { call, until, host } = await started({}, { face: 'desktop', system });
    const on = until('app', ({ loginItem }) => loginItem === 'on');
    await call('app.setLoginItem', { on: true });
    await on;
    const half = until('app', ({ update }) => update.state === 'downloading' && update.percent === 50);
    become({ state: 'downloading', version: '9.1.0', percent: 50 });
    await half;
    await host.quit(1_000);
    expect(listeners.size).toBe(0);
  });

  it('asks for updates only when the settings say so, and speaks their language', async () => {
    const { system, did } = desktop();
    const { stateDir, until, host } = await started({}, { face: 'desktop', system, locale: 'en-GB' });
    expect(did).not.toContain('follow true');
    expect(host.topics.current('app')?.locale).toBe('en-GB');
    const german = until('app', ({ locale }) => locale === 'de');
    await writeFile(
      join(stateDir, 'gatehouse.json'),
      '{ gateway: { autostart: false }, gatehouse: { language: "de", updates: { check: true } } }',
    );
    await german;
    expect(did).toContain('follow true');
  });
});

it('without a desktop there is neither login item nor update, and the answer says so', async () => {
  const { host, call } = await started();
  expect(host.topics.current('app')).toMatchObject({
    loginItem: 'unsupported',
    update: { state: 'unsupported' },
  });
  expect(await call('app.setLoginItem', { on: true })).toMatchObject({
    ok: false,
    error: { code: 'service_unavailable' },
  });
  for (const name of ['app.checkForUpdate', 'app.installUpdate'] as const) {
    expect(await call(name, {})).toMatchObject({ ok: false, error: { code: 'update_unavailable' } });
  }
});
