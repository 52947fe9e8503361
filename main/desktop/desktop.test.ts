import { describe, expect, it } from 'vitest';
import { GatehouseError } from '#core/contract/error.ts';
import { HostDouble } from '#main/desktop/testing/host-double.ts';
import { startDesktop } from '#main/desktop/testing/start-desktop.ts';

describe('start', () => {
  it('opens one window on the renderer, sandboxed and isolated, with the scheme registered before ready', async () => {
    const { double } = await startDesktop();
    expect(double.windows).toHaveLength(1);
    expect(double.schemes).toEqual(['gatehouse-app']);
    expect(double.app.sandboxed).toBe(true);
    const { options, webContents } = double.window;
    expect(webContents.getURL()).toBe('gatehouse-app://app/');
    expect(options.webPreferences).toMatchObject({
      preload: '/app/dist/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
      devTools: false,
    });
    expect(double.window.isVisible()).toBe(true);
  });

  it('has developer tools only in a checkout', async () => {
    const { double } = await startDesktop({ packaged: false });
    expect(double.window.options.webPreferences?.devTools).toBe(true);
    const roles = double.applicationMenu?.items
      .flatMap((item) => item.submenu?.items ?? [])
      .map((i) => i.role);
    expect(roles).toContain('toggleDevTools');
  });

  it('is known to Windows by its frozen id', async () => {
    const { double } = await startDesktop({ platform: 'win32' });
    expect(double.app.appUserModelId).toBe('io.gatehouse.app');
  });

  it('ends at once when another instance runs, without a host', async () => {
    const { double, host } = await startDesktop({ lock: false });
    expect(await double.app.exited()).toBe(0);
    expect(host.started).toBe(false);
    expect(double.windows).toHaveLength(0);
  });

  it('says why it could not start, with the code, and ends', async () => {
    const host = new HostDouble();
    host.startError = new GatehouseError('host_already_running', 'Gatehouse runs already.', {
      hint: 'End the other one first.',
    });
    const { double } = await startDesktop({ host });
    expect(await double.app.exited()).toBe(1);
    expect(double.boxes).toEqual([
      {
        errorTitle: 'Gatehouse could not start',
        content: 'Gatehouse runs already.\nEnd the other one first.\n(host_already_running)',
      },
    ]);
    expect(double.windows).toHaveLength(0);
  });

  it('keeps Chromium files inside the state directory that the environment names', async () => {
    const { double } = await startDesktop({
      env: { GATEHOUSE_STATE_DIR: '/tmp/state-of-a-test' },
      lock: false,
    });
    expect(double.app.getPath('userData')).toBe('/tmp/state-of-a-test/desktop');
  });
});

describe('the window', () => {
  it('hides when it is closed and comes back on a second launch, without a second page load', async () => {
    const { double } = await startDesktop();
    const { window } = double;
    window.close();
    expect(window.isVisible()).toBe(false);
    expect(double.app.exitCode).toBeUndefined();
    double.app.emit('second-instance', {}, []);
    expect(double.windows).toHaveLength(1);
    expect(window.isVisible()).toBe(true);
    expect(window.focused).toBe(1);
    expect(window.webContents.loads).toBe(1);
  });

  it('is restored from the dock when it was minimised', async () => {
    const { double } = await startDesktop();
    double.window.minimize();
    double.app.emit('activate');
    expect(double.window.isMinimized()).toBe(false);
  });

  it('opens where it was, pushed into a display that is present', async () => {
    const first = await startDesktop({
      workAreas: [
        { x: 0, y: 0, width: 1920, height: 1040 },
        { x: 1920, y: 0, width: 2560, height: 1400 },
      ],
    });
    first.double.window.bounds = { x: 3600, y: 200, width: 1200, height: 800 };
    first.double.window.close();

    const same = await startDesktop({
      userData: first.userData,
      workAreas: [
        { x: 0, y: 0, width: 1920, height: 1040 },
        { x: 1920, y: 0, width: 2560, height: 1400 },
      ],
    });
    expect(same.double.window.bounds).toEqual({ x: 3280, y: 200, width: 1200, height: 800 });

    const oneDisplay = await startDesktop({ userData: first.userData });
    const { x, y } = oneDisplay.double.window.options;
    expect([x, y]).toEqual([undefined, undefined]);
    expect(oneDisplay.double.window.bounds).toMatchObject({ width: 1200, height: 800 });
  });

  it('follows the theme of the system with its background', async () => {
    const { double } = await startDesktop();
    const light = double.window.background;
    double.theme.set(true);
    expect(double.window.background).not.toBe(light);
  });

  it('loads the page again when its process dies, but not without end', async () => {
    const { double, settled, logged } = await startDesktop();
    for (let crash = 0; crash < 6; crash += 1) {
      double.window.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
      await settled();
    }
    expect(double.window.webContents.loads).toBe(4);
    expect(logged.join('')).toContain('"event":"desktop.page_gone","reason":"crashed"');
  });
});

describe('a page', () => {
  it('goes nowhere, opens nothing and embeds nothing', async () => {
    const { double } = await startDesktop();
    const { webContents } = double.window;
    expect(webContents.navigates('https://example.com/')).toBe(false);
    expect(webContents.navigates('file:///etc/passwd')).toBe(false);
    expect(webContents.opens('https://example.com/')).toBe(false);
    expect(webContents.attachesWebview()).toBe(false);
  });

  it('gets no permission but to put text on the clipboard', async () => {
    const { double } = await startDesktop();
    const { webContents } = double.window;
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'usb',
    ]) {
      expect(double.session.grants(permission, webContents)).toBe(false);
    }
    expect(double.session.grantsDevice()).toBe(false);
    expect(double.session.grants('clipboard-sanitized-write', webContents)).toBe(true);
    webContents.mainFrame = { url: 'https://example.com/' };
    expect(double.session.grants('clipboard-sanitized-write', webContents)).toBe(false);
  });

  it('reaches no network', async () => {
    const { double } = await startDesktop();
    for (const url of [
      'https://example.com/',
      'http://127.0.0.1:18790/v1/models',
      'wss://example.com/',
      'file:///x',
    ]) {
      expect(double.session.cancels(url)).toBe(true);
    }
    expect(double.session.cancels('gatehouse-app://app/assets/index.js')).toBe(false);
    expect(double.session.spellChecker).toBe(false);
  });

  it('is served with its content security policy, and nothing beside the renderer is', async () => {
    const { double } = await startDesktop();
    const policy = double.window.webContents.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect((await double.fetch('gatehouse-app://app/package.json')).status).toBe(404);
    expect((await double.fetch('gatehouse-app://app/..%2f..%2fetc%2fpasswd')).status).toBe(404);
    expect((await double.fetch('gatehouse-app://app/', { method: 'POST' })).status).toBe(405);
    expect((await double.fetch('gatehouse-app://other/')).type).toBe('error');
  });

  it('opens web pages in the browser only when they are https', async () => {
    const { double, services } = await startDesktop();
    await services?.openExternal('https://console.anthropic.com/settings/keys');
    for (const url of [
      'http://example.com/',
      'file:///etc/passwd',
      'https://me:pw@example.com/',
      'ms-msdt:x',
      '',
    ]) {
      await expect(services?.openExternal(url)).rejects.toMatchObject({ code: 'bad_input' });
    }
    expect(double.opened).toEqual(['https://console.anthropic.com/settings/keys']);
  });
});

describe('quitting', () => {
  it('ends the host within the deadline, then the app, whoever asked and however often', async () => {
    const { double, host, services } = await startDesktop({ quitDeadlineMs: 4_000 });
    double.window.bounds = { x: 10, y: 20, width: 900, height: 600 };
    double.tray.menu.item('quit').click();
    services?.onQuitRequest();
    expect(await double.app.exited()).toBe(0);
    expect(host.quitDeadline).toBe(4_000);
    expect(host.subscribers).toBe(0);
    expect(double.trays.every((tray) => tray.destroyed)).toBe(true);
  });

  it('does not wait for a host that cannot end', async () => {
    const host = new HostDouble();
    host.hangsOnQuit = true;
    const { double, logged } = await startDesktop({ host, quitDeadlineMs: 10 });
    double.electron.app.quit();
    expect(await double.app.exited()).toBe(0);
    expect(logged.join('')).toContain('desktop.quit_late');
  });

  it('does not hold up a system that shuts down', async () => {
    const host = new HostDouble();
    host.hangsOnQuit = true;
    const { double } = await startDesktop({ host, quitDeadlineMs: 10 });
    double.powerMonitor.emit('shutdown');
    expect(host.quitDeadline).toBe(10);
    expect(double.app.exitCode).toBeUndefined();
    double.electron.app.quit();
    expect(double.app.exitCode).toBe(0);
  });

  it('tells the host when the machine wakes', async () => {
    const { double, host } = await startDesktop();
    double.powerMonitor.emit('resume');
    expect(host.wakings).toBe(1);
  });

  it('ends with the system, and remembers where the window was', async () => {
    const first = await startDesktop();
    first.double.window.bounds = { x: 10, y: 20, width: 900, height: 600 };
    first.double.powerMonitor.emit('shutdown');
    await first.double.app.exited();
    const next = await startDesktop({ userData: first.userData });
    expect(next.double.window.bounds).toEqual({ x: 10, y: 20, width: 900, height: 600 });
  });
});

describe('a desktop without a tray', () => {
  it('is told once, when the window hides, and offers to quit', async () => {
    const first = await startDesktop({ platform: 'linux' });
    first.double.window.close();
    first.double.app.emit('second-instance', {}, []);
    first.double.window.close();
    expect(first.double.boxes).toEqual([expect.objectContaining({ message: 'Gatehouse keeps running' })]);
    expect(first.double.app.exitCode).toBeUndefined();

    const again = await startDesktop({ platform: 'linux', userData: first.userData });
    again.double.window.close();
    expect(again.double.boxes).toEqual([]);
  });

  it('quits when the person says so', async () => {
    const { double } = await startDesktop({ platform: 'linux' });
    double.boxAnswer = 1;
    double.window.close();
    expect(await double.app.exited()).toBe(0);
  });
});
