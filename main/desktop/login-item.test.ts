import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLoginItem, execWord } from '#main/desktop/login-item.ts';
import { ElectronDouble } from '#main/desktop/testing/electron-double.ts';
import { startDesktop, temporaryDirectory } from '#main/desktop/testing/start-desktop.ts';

const doubleApp = (packaged = true) =>
  new ElectronDouble({ userData: '/nowhere', preload: () => {}, packaged }).app;

describe('start with the session on Linux', () => {
  const execPath = '/opt/Gatehouse/gatehouse-desktop';
  const made = (env: Record<string, string>) =>
    createLoginItem(doubleApp(), { platform: 'linux', env, execPath });

  it('is a file of its own in the folder that the desktop reads, and is gone when it is turned off', async () => {
    const config = temporaryDirectory();
    const item = made({ XDG_CONFIG_HOME: config });
    expect(await item.state()).toBe('off');
    await item.set(true);
    expect(await item.state()).toBe('on');
    const file = join(config, 'autostart', 'gatehouse.desktop');
    expect(readFileSync(file, 'utf8')).toContain('Exec="/opt/Gatehouse/gatehouse-desktop" --hidden\n');
    await item.set(false);
    expect([await item.state(), existsSync(file)]).toEqual(['off', false]);
    expect(readdirSync(join(config, 'autostart'))).toEqual([]);
  });

  it('names the AppImage and not the mount, and follows it when it was moved', async () => {
    const home = temporaryDirectory();
    await made({ HOME: home, APPIMAGE: '/home/me/Old.AppImage' }).set(true);
    const file = join(home, '.config', 'autostart', 'gatehouse.desktop');
    expect(readFileSync(file, 'utf8')).toContain('Exec="/home/me/Old.AppImage" --hidden');
    await made({ HOME: home, APPIMAGE: '/home/me/New.AppImage', XDG_CONFIG_HOME: 'relative' }).begin();
    expect(readFileSync(file, 'utf8')).toContain('Exec="/home/me/New.AppImage" --hidden');
  });

  it('respects what the desktop’s own settings turned off', async () => {
    const config = temporaryDirectory();
    const item = made({ XDG_CONFIG_HOME: config });
    const file = join(config, 'autostart', 'gatehouse.desktop');
    for (const line of ['Hidden=true', 'X-GNOME-Autostart-enabled=false']) {
      mkdirSync(join(config, 'autostart'), { recursive: true });
      writeFileSync(file, `[Desktop Entry]\nExec=/elsewhere\n${line}\n`);
      expect(await item.state()).toBe('off');
      await item.begin();
      expect(readFileSync(file, 'utf8')).toContain('/elsewhere');
    }
  });

  it('says where it could not be written: a file lies where the folder should be', async () => {
    const config = temporaryDirectory();
    writeFileSync(join(config, 'autostart'), '');
    await expect(made({ XDG_CONFIG_HOME: config }).set(true)).rejects.toMatchObject({
      code: 'write_failed',
      where: join(config, 'autostart', 'gatehouse.desktop'),
    });
  });

  it('survives odd paths: undoing both layers of quoting gives the path back', () => {
    for (const path of ['/opt/a b/g', '/o/$HOME/`x`/"q"/100%/back\\slash', "/it's/g"]) {
      const string = execWord(path).replaceAll('\\\\', '\\');
      expect(string.startsWith('"') && string.endsWith('"')).toBe(true);
      // Inside double quotes these escapes mean the same to a POSIX shell; `%%` is the specification's own.
      const shown = execFileSync('/bin/sh', ['-c', `printf %s ${string}`], { encoding: 'utf8' });
      expect(shown.replaceAll('%%', '%')).toBe(path);
    }
  });
});

describe('start with the session on macOS and Windows', () => {
  it('is the system’s own list, on Windows with the word that hides the window', async () => {
    for (const [platform, args] of [
      ['darwin', undefined],
      ['win32', ['--hidden']],
    ] as const) {
      const app = doubleApp();
      const item = createLoginItem(app, { platform, env: {}, execPath: '/x' });
      expect(await item.state()).toBe('off');
      await item.set(true);
      expect(await item.state()).toBe('on');
      expect(app.login).toEqual({ openAtLogin: true, ...(args ? { args } : {}) });
      await item.set(false);
      expect(await item.state()).toBe('off');
    }
  });

  it('is not to be had in a checkout', async () => {
    const item = createLoginItem(doubleApp(false), { platform: 'win32', env: {}, execPath: '/x' });
    expect(await item.state()).toBe('unsupported');
    await expect(item.set(true)).rejects.toMatchObject({ code: 'service_unavailable' });
  });
});

describe('an app that the session started', () => {
  it('shows its tray and no window until somebody asks', async () => {
    const { double } = await startDesktop({ platform: 'linux', argv: ['--hidden'] });
    expect(double.windows).toHaveLength(0);
    expect(double.tray.menu.items[0]?.label).toMatch(/^Ready/);
    double.app.emit('second-instance', {}, ['gatehouse-desktop', '--hidden']);
    expect(double.windows).toHaveLength(0);
    double.app.emit('second-instance', {}, ['gatehouse-desktop']);
    expect(double.windows).toHaveLength(1);
  });

  it('opens the window all the same when it was started by a link', async () => {
    const { double } = await startDesktop({ argv: ['--hidden', 'gatehouse://open/doctor'] });
    expect(double.window.webContents.getURL()).toContain('#/link?to=');
  });
});
