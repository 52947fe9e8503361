import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright';
import type { RequestOutcome } from '#core/link/link.ts';
import { RequestLog, requestLogFile } from '#store/request-log.ts';
import { webLauncher } from '../e2e/launcher/web.ts';
import { freePort, writeConfig } from '../e2e/support/prepare.ts';
import type { Figure } from './figures.ts';
import { median, root } from './parts.ts';

/**
 * The window in Chromium on the real host: how soon it says something, how much script that takes, and how a long list
 * scrolls. Run alone it prints the figures: `node bench/renderer.ts`.
 */
const rows = 5_000;
/** Pixels per frame. */
const stride = 400;

export async function rendererFigures(): Promise<Figure[]> {
  const home = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
  const stateDir = join(home, '.gatehouse');
  await mkdir(join(stateDir, 'activity'), { recursive: true, mode: 0o700 });
  writeConfig(stateDir, {
    gateway: { autostart: false, port: await freePort() },
    gatehouse: { onboarded: true },
  });
  const log = new RequestLog(requestLogFile(stateDir));
  log.add(Array.from({ length: rows }, (_, at) => outcome(at)));
  log.close();
  const { PATH = '', XDG_RUNTIME_DIR, DBUS_SESSION_BUS_ADDRESS } = process.env;
  const app = await webLauncher.launch({
    stateDir,
    env: {
      HOME: home,
      PATH,
      GATEHOUSE_STATE_DIR: stateDir,
      ...(XDG_RUNTIME_DIR === undefined ? {} : { XDG_RUNTIME_DIR }),
      ...(DBUS_SESSION_BUS_ADDRESS === undefined ? {} : { DBUS_SESSION_BUS_ADDRESS }),
    },
  });
  const { origin } = new URL(app.page.url());
  try {
    const paints: number[] = [];
    let scripts: string[] = [];
    await app.page.addInitScript(watchForMeaning);
    for (let at = 0; at < 7; at++) {
      await app.page.goto('about:blank');
      await app.page.goto(origin);
      await app.page.waitForFunction(() => 'meaningfulAt' in window);
      paints.push(
        await app.page.evaluate(() => (window as unknown as { meaningfulAt: number }).meaningfulAt),
      );
      scripts = await app.page.evaluate(() =>
        [...document.querySelectorAll('script[src], link[rel=modulepreload]')].map((one) =>
          one instanceof HTMLScriptElement ? one.src : (one as HTMLLinkElement).href,
        ),
      );
    }
    const longest = await longestFrame(app.page, origin);
    return [
      { what: 'window, first meaningful paint', value: median(paints), unit: 'ms', limit: 400 },
      { what: 'script of the first screen, gzipped', value: gzippedKB(scripts), unit: 'KB', limit: 300 },
      { what: `longest frame while ${rows} rows scroll`, value: longest, unit: 'ms', limit: 50 },
    ];
  } finally {
    await app.quit();
    await rm(home, { recursive: true, force: true });
  }
}

/** The heading that people see is there, not the one of a screen that still loads: the frame with the first words has been made. */
function watchForMeaning(): void {
  const look = () => {
    if (document.querySelector('main h1:not(.visually-hidden)') === null) requestAnimationFrame(look);
    else requestAnimationFrame(() => Object.assign(window, { meaningfulAt: performance.now() }));
  };
  requestAnimationFrame(look);
}

/** Scrolls the request list from top to bottom, a stride a frame, until all rows were there. Milliseconds. */
async function longestFrame(page: Page, origin: string): Promise<number> {
  await page.goto(`${origin}/#/activity`);
  await page.waitForFunction(() =>
    [...document.querySelectorAll('main *')].some((one) => one.scrollHeight > one.clientHeight + 2_000),
  );
  return page.evaluate(async (step) => {
    const list = [...document.querySelectorAll('main, main *')].reduce((one, other) =>
      other.scrollHeight - other.clientHeight > one.scrollHeight - one.clientHeight ? other : one,
    );
    let longest = 0;
    let before = await new Promise<number>(requestAnimationFrame);
    let unmoved = 0;
    while (unmoved < 30) {
      const top = list.scrollTop;
      list.scrollTop = top + step;
      const now = await new Promise<number>(requestAnimationFrame);
      longest = Math.max(longest, now - before);
      before = now;
      unmoved = list.scrollTop === top ? unmoved + 1 : 0;
    }
    return longest;
  }, stride);
}

function gzippedKB(urls: readonly string[]): number {
  const assets = join(root, 'dist/renderer/assets');
  const names = new Set(
    urls.filter((url) => url.includes('/assets/')).map((url) => basename(new URL(url).pathname)),
  );
  let bytes = 0;
  for (const name of names) bytes += gzipSync(readFileSync(join(assets, name))).length;
  return bytes / 1024;
}

const outcome = (at: number): RequestOutcome => ({
  requestId: `req_${at}`,
  at: Date.now() - at * 1_000,
  agent: 'main',
  dialect: 'openai-chat',
  model: at % 3 === 0 ? 'anthropic/claude-sonnet-4-6' : 'openai/gpt-5.5',
  profile: at % 3 === 0 ? 'anthropic:default' : 'openai:default',
  attempts: 1,
  status: at % 50 === 0 ? 502 : 200,
  result: at % 50 === 0 ? 'upstream_error' : 'ok',
  firstByteMs: 120,
  totalMs: 900,
  inputTokens: 1_000,
  outputTokens: 200,
});

if (import.meta.main) {
  const { table } = await import('./figures.ts');
  process.stdout.write(`${table(await rendererFigures())}\n`);
}
