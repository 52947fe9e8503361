import { request } from 'node:http';
import { expect } from '@playwright/test';
import { test } from '../support/fixtures.ts';
import { freePort, writeConfig } from '../support/prepare.ts';

test.describe('the loopback page', () => {
  test.skip(({ launcherName }) => launcherName !== 'web', 'the desktop window has no sign-in');

  test('lets in one browser by one link, and nobody else', async ({ launch, stateDir, browserName }) => {
    expect(browserName).toBe('chromium');
    writeConfig(stateDir, { gateway: { port: await freePort() } });
    const { page, output } = await launch();
    const link = /http:\/\/127\.0\.0\.1:\d+\/sign-in\?code=[\w-]+/.exec(output())?.[0] ?? '';
    const origin = new URL(link).origin;
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(401);
    expect((await fetch(`${origin}/api/events`)).status).toBe(401);
    const call = (headers: Record<string, string>) =>
      fetch(`${origin}/api/call/vault.check`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{}',
      });
    expect((await call({})).status).toBe(401);
    const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    expect((await call({ cookie: cookies })).status).toBe(200);
    expect((await call({ cookie: cookies, origin: 'https://evil.example' })).status).toBe(403);
    expect(await statusFor(origin, { host: 'evil.example', cookie: cookies })).toBe(403);
  });

  test('asks nothing of any other host, and its first screen is light', async ({ launch, stateDir }) => {
    writeConfig(stateDir, { gateway: { port: await freePort() } });
    const { page } = await launch();
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== new URL(page.url()).origin) elsewhere.push(request.url());
    });
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const script = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter((entry) => entry.name.endsWith('.js'))
        .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0),
    );
    expect(script).toBeLessThan(300_000);
    expect(elsewhere).toEqual([]);
  });
});

/** fetch sets the Host header by itself, so this goes by node:http. */
function statusFor(origin: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const req = request(`${origin}/api/events`, { headers }, (res) => {
      res.destroy();
      resolve(res.statusCode);
    });
    req.on('error', reject);
    req.end();
  });
}
