/**
 * Pictures of every screen and state on the mock host, in each theme and width, with an accessibility check and a
 * watch for CSP violations on each: `node scripts/screenshots.ts <folder> [name…]`. Ends with 1 when anything is wrong.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright';
import { build } from 'vite';
import type { ScenarioName } from '#renderer/testing/scenarios.ts';

interface Shot {
  name: string;
  scenario: ScenarioName;
  path?: string;
  /** What a person does before the picture. */
  act?: (page: Page) => Promise<void>;
  /** The whole page rather than the window. */
  full?: boolean;
}

const fakeKey = 'sk-ant-api03-FAKE-not-a-key-0000';
const click = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();

const shots: readonly Shot[] = [
  { name: 'overview', scenario: 'well', full: true },
  { name: 'first-run', scenario: 'first' },
  { name: 'keychain-locked', scenario: 'locked' },
  { name: 'first-run-locked', scenario: 'firstLocked', full: true },
  {
    name: 'keychain-unavailable',
    scenario: 'unavailable',
    full: true,
    act: (page) => page.getByText('Other ways').click(),
  },
  { name: 'keychain-refused', scenario: 'refused' },
  { name: 'gateway-starting', scenario: 'starting' },
  { name: 'gateway-stopped', scenario: 'stopped' },
  { name: 'gateway-backoff', scenario: 'backoff' },
  { name: 'gateway-failed', scenario: 'failed', full: true },
  { name: 'gateway-foreign', scenario: 'foreign' },
  { name: 'config-error', scenario: 'configError' },
  { name: 'overview-expiring', scenario: 'expiring', full: true },
  { name: 'offline', scenario: 'offline' },
  { name: 'signed-out', scenario: 'signedOut' },
  {
    name: 'loading',
    scenario: 'loading',
    act: async (page) => void (await page.getByText('Loading…').waitFor({ state: 'attached' })),
  },
  { name: 'profiles', scenario: 'well', path: '/profiles' },
  { name: 'profiles-expiring', scenario: 'expiring', path: '/profiles', full: true },
  { name: 'profiles-many', scenario: 'many', path: '/profiles', full: true },
  { name: 'profiles-empty', scenario: 'first', path: '/profiles' },
  { name: 'profiles-locked', scenario: 'locked', path: '/profiles' },
  { name: 'profiles-unreadable', scenario: 'unreadable', path: '/profiles' },
  { name: 'profiles-menu', scenario: 'well', path: '/profiles', act: click('Actions for anthropic:work') },
  {
    name: 'profiles-tested',
    scenario: 'expiring',
    path: '/profiles',
    full: true,
    act: async (page) => {
      for (const id of ['anthropic:work', 'openrouter:team']) {
        await click(`Actions for ${id}`)(page);
        await page.getByRole('menuitem', { name: 'Test' }).click();
      }
      await page.getByText('It works').waitFor();
      await page.getByText('refuses this key').waitFor();
    },
  },
  {
    name: 'profiles-removed',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await click('Actions for openai:default')(page);
      await page.getByRole('menuitem', { name: 'Remove' }).click();
      await page.getByRole('button', { name: 'Undo' }).waitFor();
    },
  },
  { name: 'add-provider', scenario: 'first', act: click('Add your first key') },
  {
    name: 'add-credential',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await click('Add key')(page);
      await page.getByRole('option', { name: 'Anthropic' }).click();
      await page.getByLabel('API key').fill(fakeKey);
      await page.getByLabel('Name').fill('lab');
    },
  },
  {
    name: 'add-error',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await click('Add key')(page);
      await page.getByRole('option', { name: 'OpenAI' }).click();
      await page.getByLabel('API key').fill(fakeKey);
      await page.getByLabel('Name').fill('default');
      await page.getByRole('dialog').getByRole('button', { name: 'Add key' }).click();
      await page.getByText('profile_exists').waitFor();
    },
  },
  {
    name: 'add-done',
    scenario: 'first',
    act: async (page) => {
      await click('Add your first key')(page);
      await page.getByRole('option', { name: 'Anthropic' }).click();
      await page.getByLabel('API key').fill(fakeKey);
      await page.getByRole('dialog').getByRole('button', { name: 'Add key' }).click();
      await page.getByText('It works').waitFor();
    },
  },
  {
    name: 'replace',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await click('Actions for openai:default')(page);
      await page.getByRole('menuitem', { name: 'Replace key' }).click();
      await page.getByLabel('API key').fill(fakeKey);
    },
  },
  {
    name: 'palette',
    scenario: 'well',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').waitFor();
    },
  },
  { name: 'choose-model', scenario: 'well', act: click('Change') },
  {
    name: 'shortcuts',
    scenario: 'well',
    act: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'settings', scenario: 'well', path: '/settings', full: true },
  { name: 'settings-config-error', scenario: 'configError', path: '/settings', full: true },
];

/** High contrast at one width: it changes colours only. */
const looks = [
  { theme: 'light', widths: [1080, 768, 390, 360] },
  { theme: 'dark', widths: [1080, 768, 390] },
  { theme: 'contrast', widths: [1080] },
] as const;

/** As strict as the hosts' own: nothing inline, nothing from elsewhere. */
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

async function serve(root: string) {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://mock').pathname);
    try {
      const body = await readFile(join(root, path));
      response.writeHead(200, {
        'content-type': types[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': csp,
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function take(
  browser: Browser,
  origin: string,
  folder: string,
  shot: Shot,
  theme: string,
  width: number,
) {
  const problems: string[] = [];
  const context = await browser.newContext({
    viewport: { width, height: width < 500 ? 844 : 720 },
    colorScheme: theme === 'light' ? 'light' : 'dark',
    reducedMotion: 'reduce',
    bypassCSP: false,
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  try {
    await page.goto(
      `${origin}/mock.html?scenario=${shot.scenario}&theme=${theme}&delay=20#${shot.path ?? '/'}`,
    );
    await page.locator('h1, [role="status"]').first().waitFor({ state: 'attached' });
    if (shot.scenario !== 'loading') await page.locator('h1').first().waitFor();
    page.setDefaultTimeout(5_000);
    await shot.act?.(page);
    await page.mouse.move(0, 0);
    await page.waitForLoadState('networkidle');
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (overflow > 0) problems.push(`${overflow} px wider than the window`);
    await page.screenshot({
      path: join(folder, `${shot.name}-${theme}-${width}.png`),
      // On a phone the bar at the bottom would stand in the middle of a whole page.
      fullPage: (shot.full ?? false) && width > 500,
    });
    const axe = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    for (const { id, nodes } of axe.violations) {
      problems.push(
        `axe ${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`,
      );
    }
  } catch (error) {
    problems.push(String(error).split('\n')[0] ?? 'failed');
  } finally {
    await context.close();
  }
  return problems.map((problem) => `${shot.name} ${theme} ${width}: ${problem}`);
}

async function main() {
  const [folder, ...names] = process.argv.slice(2);
  if (!folder) {
    console.error('usage: node scripts/screenshots.ts <folder> [name…]');
    process.exitCode = 2;
    return;
  }
  await mkdir(folder, { recursive: true });
  const root = await mkdtemp(join(tmpdir(), 'gatehouse-mock-'));
  await build({
    configFile: resolve(import.meta.dirname, '../renderer/vite.config.ts'),
    mode: 'mock',
    logLevel: 'error',
    build: { outDir: root, emptyOutDir: true, sourcemap: false },
  });
  const { server, origin } = await serve(root);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const problems: string[] = [];
  let count = 0;
  for (const shot of shots) {
    if (names.length > 0 && !names.includes(shot.name)) continue;
    for (const { theme, widths } of looks) {
      for (const width of widths) {
        problems.push(...(await take(browser, origin, folder, shot, theme, width)));
        count += 1;
      }
    }
  }
  await browser.close();
  server.close();
  await rm(root, { recursive: true });
  for (const problem of problems) console.error(problem);
  console.log(`${count} pictures in ${folder}, ${problems.length} problems`);
  if (problems.length > 0) process.exitCode = 1;
}

await main();
