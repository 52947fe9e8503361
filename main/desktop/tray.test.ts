import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stopped } from '#main/desktop/testing/sample-topics.ts';
import { startDesktop } from '#main/desktop/testing/start-desktop.ts';
import { trayIcon } from '#main/desktop/tray.ts';
import { trayStates } from '#main/desktop/tray-model.ts';

describe('a click in the tray', () => {
  it('on Start reaches the dispatcher as a call of the contract', async () => {
    const { double, host, settled } = await startDesktop();
    host.change('gateway', stopped);
    await settled();
    double.tray.menu.item('start').click();
    expect(host.requests).toEqual([{ name: 'gateway.start', input: {}, face: 'desktop', sender: true }]);
  });

  it('on a model makes it the primary one', async () => {
    const { double, host } = await startDesktop();
    double.tray.menu.item('model:main:anthropic/claude-haiku-4-5').click();
    expect(host.requests[0]).toMatchObject({
      name: 'models.setPrimary',
      input: { agent: 'main', model: 'anthropic/claude-haiku-4-5' },
    });
  });

  it('copies the endpoint, and the token without showing it', async () => {
    const { double, host, settled, logged } = await startDesktop();
    host.answer = () => ({ ok: true, value: { token: 'gh-FAKE-token' } });
    double.tray.menu.item('copyEndpoint').click();
    await settled();
    expect(double.clipboardText).toBe('http://127.0.0.1:18790');
    double.tray.menu.item('copyToken').click();
    await settled();
    expect(double.clipboardText).toBe('gh-FAKE-token');
    expect(JSON.stringify([logged, double.notifications, double.boxes])).not.toContain('FAKE');
  });

  it('that fails says why, and puts the marks of the menu back', async () => {
    const { double, host, settled } = await startDesktop();
    host.answer = () => ({
      ok: false,
      error: { code: 'vault_locked', message: 'Locked.', hint: 'Unlock it.' },
    });
    double.tray.menu.item('copyToken').click();
    await settled();
    expect(double.notifications).toEqual([
      expect.objectContaining({ title: 'That did not work', body: 'Unlock it.', shown: true }),
    ]);
    expect(double.clipboardText).toBe('');
    expect(double.tray.menusSet).toBe(2);
  });

  it('opens the window at a place without loading the page again', async () => {
    const { double, settled } = await startDesktop();
    double.window.close();
    double.tray.menu.item('settings').click();
    await settled();
    expect(double.window.isVisible()).toBe(true);
    expect(double.window.webContents.getURL()).toBe('gatehouse-app://app/#/settings');
    expect(double.window.webContents.loads).toBe(1);
  });

  it('on the icon opens the window, except on macOS where it opens the menu', async () => {
    const linux = await startDesktop({ platform: 'linux' });
    linux.double.window.close();
    linux.double.tray.emit('click');
    expect(linux.double.window.isVisible()).toBe(true);
    const mac = await startDesktop({ platform: 'darwin' });
    expect(mac.double.tray.listenerCount('click')).toBe(0);
  });
});

describe('the tray', () => {
  it('is built again only when what it shows has changed', async () => {
    const { double, host, settled } = await startDesktop();
    expect(double.tray.menusSet).toBe(1);
    host.change('activity', { latest: [] });
    host.change('gateway', { loadedRevision: 4 });
    host.change('profiles', { storeRevision: 4 });
    await settled();
    expect(double.tray.menusSet).toBe(1);
    host.change('gateway', stopped);
    host.change('vault', {});
    await settled();
    expect(double.tray.menusSet).toBe(2);
    expect(double.trays).toHaveLength(1);
  });

  it('shows another icon in another state and on another panel', async () => {
    const { double, host, settled } = await startDesktop({ platform: 'win32' });
    expect(double.tray.image).toBe(join('/app/resources/icons/tray/ready-light.ico'));
    host.change('gateway', stopped);
    await settled();
    expect(double.tray.image).toBe(join('/app/resources/icons/tray/stopped-light.ico'));
    double.theme.set(true);
    await settled();
    expect(double.tray.image).toBe(join('/app/resources/icons/tray/stopped-dark.ico'));
    expect(double.tray.tooltip).toBe('Gatehouse · Stopped');
  });

  it('has a light icon on the dark bar of GNOME in either theme, and the size that the panel draws', async () => {
    const { double } = await startDesktop({
      platform: 'linux',
      env: { XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' },
    });
    expect(double.tray.image).toContain('ready-dark-24.png');
    const kde = await startDesktop({ platform: 'linux', env: { XDG_CURRENT_DESKTOP: 'KDE' } });
    expect(kde.double.tray.image).toContain('ready-light-22.png');
  });

  it('has a file for every state, platform and panel', () => {
    const iconDir = join(import.meta.dirname, '..', '..', 'resources', 'icons');
    for (const state of trayStates) {
      for (const platform of ['darwin', 'linux', 'win32'] as const) {
        for (const dark of [true, false]) {
          for (const panelSize of [22, 24] as const) {
            const file = trayIcon({ iconDir, platform, panelSize }, state, dark);
            expect(existsSync(file), file).toBe(true);
            if (platform !== 'win32') expect(existsSync(file.replace('.png', '@2x.png')), file).toBe(true);
          }
        }
      }
    }
  });
});
