import { describe, expect, it } from 'vitest';
import { linkOfLocation, parseDeepLink } from '#core/deep-link.ts';
import { startDesktop } from '#main/desktop/testing/start-desktop.ts';

const link = 'gatehouse://primary?model=anthropic/claude-sonnet-4-5';
/** The link that the window was opened with. */
const shownIn = (url: string): string | undefined => linkOfLocation(url.slice(url.indexOf('#') + 1));

describe('a gatehouse:// link', () => {
  it('opens the window at the page that asks, on each system’s way, and does nothing by itself', async () => {
    const started = await startDesktop({ platform: 'win32', argv: [link] });
    expect(shownIn(started.double.window.webContents.getURL())).toBe(link);

    const running = await startDesktop({ platform: 'linux' });
    running.double.window.close();
    running.double.app.emit('second-instance', {}, ['gatehouse-desktop', '--some-switch', link]);
    await running.settled();
    expect(running.double.window.isVisible()).toBe(true);
    expect(shownIn(running.double.window.webContents.getURL())).toBe(link);
    expect(running.double.window.webContents.loads).toBe(1);

    const mac = await startDesktop({ platform: 'darwin' });
    let prevented = false;
    mac.double.app.emit('open-url', { preventDefault: () => (prevented = true) }, link);
    await mac.settled();
    expect([prevented, shownIn(mac.double.window.webContents.getURL())]).toEqual([true, link]);

    for (const { host } of [started, running, mac]) expect(host.requests).toEqual([]);
  });

  it('that comes before the window is there is kept for it', async () => {
    const { double } = await startDesktop({
      platform: 'darwin',
      beforeReady: (app) => app.emit('open-url', { preventDefault: () => {} }, link),
    });
    expect(double.windows).toHaveLength(1);
    expect(shownIn(double.window.webContents.getURL())).toBe(link);
  });

  it('with a secret in it reaches the window without the secret, and the page still says why not', async () => {
    const secret = 'sk-ant-api03-FAKE-0123456789abcdefghij';
    for (const carrier of [
      `gatehouse://add?provider=anthropic&key=${secret}`,
      `gatehouse://add?provider=${secret}`,
      `GATEHOUSE://add?token=${secret}`,
      `gatehouse:${secret}`,
    ]) {
      const { double, logged } = await startDesktop({ platform: 'win32', argv: [carrier] });
      const url = double.window.webContents.getURL();
      expect(url + logged.join('')).not.toContain('FAKE');
      expect(parseDeepLink(shownIn(url) ?? '')).toMatchObject({ ok: false });
    }
  });

  it('is taken over by the installed app and not by a checkout', async () => {
    expect((await startDesktop({ platform: 'win32' })).double.app.schemes).toEqual(['gatehouse']);
    expect((await startDesktop({ platform: 'win32', packaged: false })).double.app.schemes).toEqual([]);
    // The package's desktop entry says it there.
    expect((await startDesktop({ platform: 'linux' })).double.app.schemes).toEqual([]);
  });

  it('of another scheme, and any other argument, is none', async () => {
    const { double } = await startDesktop({
      platform: 'win32',
      argv: ['https://example.com', '--x', '/etc'],
    });
    expect(double.window.webContents.getURL()).toBe('gatehouse-app://app/');
  });
});
