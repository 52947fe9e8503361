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
/** A menu, and an item of it. */
const act = (menu: string, item: string | RegExp) => async (page: Page) => {
  await click(menu)(page);
  await page.getByRole('menuitem', { name: item }).click();
};
/** A provider in the add dialog, and one of its ways; its first one when none is named. */
const addWay = (provider: string, way: string | undefined) => async (page: Page) => {
  await click('Add key')(page);
  await page.getByRole('option', { name: provider }).first().click();
  if (way) await page.getByRole('radio', { name: way, exact: true }).click();
};
const signIn = (provider: string, how?: string) => async (page: Page) => {
  await addWay(provider, undefined)(page);
  if (how) await page.getByRole('radio', { name: how }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Waiting for you').waitFor();
};
const found = async (page: Page) => {
  await click('Find keys on this machine')(page);
  await page.getByText('Claude Code', { exact: true }).waitFor();
};

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
      await page.getByLabel('API key', { exact: true }).fill(fakeKey);
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
      await page.getByLabel('API key', { exact: true }).fill(fakeKey);
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
      await page.getByLabel('API key', { exact: true }).fill(fakeKey);
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
      await page.getByLabel('API key', { exact: true }).fill(fakeKey);
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
  { name: 'profiles-team', scenario: 'team', path: '/profiles', full: true },
  {
    name: 'profiles-team-menu',
    scenario: 'team',
    path: '/profiles',
    act: click('Actions for anthropic:work'),
  },
  {
    name: 'profiles-claude-only',
    scenario: 'team',
    path: '/profiles',
    act: async (page) => {
      await click('Actions for anthropic:subscription')(page);
      await page.getByRole('menuitem', { name: 'Test' }).click();
      await page.getByText('It is for Claude Code only').waitFor();
    },
  },
  { name: 'profiles-signing-in', scenario: 'signingIn', path: '/profiles' },
  {
    name: 'profile-edit',
    scenario: 'team',
    path: '/profiles',
    act: act('Actions for anthropic:work', 'Label, note, end…'),
  },
  {
    name: 'profile-move',
    scenario: 'team',
    path: '/profiles',
    act: async (page) => {
      await act('Actions for openai:default', 'Move to agent…')(page);
      await page.getByRole('radio', { name: 'A new agent' }).click();
      await page.getByLabel('Name').fill('day');
    },
  },
  {
    name: 'profile-to-reference',
    scenario: 'team',
    path: '/profiles',
    act: async (page) => {
      await act('Actions for openai:default', 'Turn into a reference…')(page);
      await page.getByLabel('Variable').fill('MISSING_KEY');
      await page.getByRole('button', { name: 'Turn into reference' }).click();
      await page.getByText('secret_ref_unresolved').waitFor();
    },
  },
  {
    name: 'profile-to-vault',
    scenario: 'team',
    path: '/profiles',
    act: act('Actions for openrouter:team', 'Bring into the vault…'),
  },
  {
    name: 'agent-add',
    scenario: 'team',
    path: '/profiles',
    act: act('More actions', 'Add agent…'),
  },
  {
    name: 'agent-remove-busy',
    scenario: 'team',
    path: '/profiles',
    act: async (page) => {
      await page.getByRole('radio', { name: 'Night jobs' }).click();
      await act('More actions', /Remove agent/)(page);
    },
  },
  { name: 'add-token', scenario: 'well', path: '/profiles', act: addWay('Anthropic', 'Token') },
  {
    name: 'add-token-recognised',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await addWay('Anthropic', 'API key')(page);
      await page.getByLabel('API key', { exact: true }).fill('sk-ant-oat01-FAKE-not-a-token-0000');
      await page.getByRole('button', { name: 'Add it as a token' }).waitFor();
    },
  },
  { name: 'add-reference', scenario: 'well', path: '/profiles', act: addWay('OpenAI', 'Reference') },
  { name: 'sign-in', scenario: 'well', path: '/profiles', act: addWay('ChatGPT', undefined) },
  {
    name: 'sign-in-waiting',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await signIn('ChatGPT')(page);
      await page.getByText('It did not come back').click();
    },
  },
  {
    name: 'sign-in-code',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await signIn('GitHub')(page);
      await page.getByText('WDJB-MJHT').waitFor();
    },
  },
  {
    name: 'sign-in-paste-wrong',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await signIn('ChatGPT', 'Paste the address')(page);
      await page.getByLabel('Address of the last page').fill('http://localhost:1455/');
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByText('There is no code in it').waitFor();
    },
  },
  {
    name: 'sign-in-denied',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await signIn('ChatGPT', 'Paste the address')(page);
      await page.getByLabel('Address of the last page').fill('http://localhost:1455/?error=access_denied');
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByText('Access was not allowed').waitFor();
    },
  },
  {
    name: 'sign-in-done',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await signIn('ChatGPT', 'Paste the address')(page);
      await page.getByLabel('Address of the last page').fill('http://localhost:1455/?code=FAKE');
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByRole('dialog').getByText('It works').waitFor();
    },
  },
  { name: 'import', scenario: 'first', act: found },
  {
    name: 'import-done',
    scenario: 'first',
    act: async (page) => {
      await found(page);
      await page.getByRole('button', { name: /^Take in/ }).click();
      await page.getByRole('button', { name: 'Done' }).waitFor();
    },
  },
  {
    name: 'import-empty',
    scenario: 'bare',
    act: async (page) => {
      await click('Find keys on this machine')(page);
      await page.getByText('Nothing was found').waitFor();
    },
  },
  { name: 'overview-team', scenario: 'team', full: true },
  { name: 'expiries', scenario: 'team', act: click('Show all') },
  { name: 'vault-file-locked', scenario: 'fileLocked' },
  {
    name: 'vault-wrong-passphrase',
    scenario: 'fileLocked',
    act: async (page) => {
      await page.getByLabel('Passphrase').fill('wrong');
      await page.getByRole('button', { name: 'Unlock' }).click();
      await page.getByText('vault_wrong_passphrase').waitFor();
    },
  },
  { name: 'security', scenario: 'team', path: '/settings', full: true },
  {
    name: 'security-outside',
    scenario: 'team',
    path: '/settings',
    full: true,
    act: async (page) => {
      await page.getByRole('switch', { name: "Look in other tools' files" }).click();
      await page.getByText('.claude/.credentials.json').waitFor();
      await click(/^Remove: .*left-over/)(page);
    },
  },
  { name: 'vault-lock', scenario: 'team', path: '/settings', act: click('Lock now') },
  {
    name: 'vault-move',
    scenario: 'team',
    path: '/settings',
    act: async (page) => {
      await click('Move secrets…')(page);
      await page.getByLabel('Passphrase', { exact: true }).fill('a good one, FAKE');
      await page.getByLabel('Passphrase again').fill('another');
    },
  },
  {
    name: 'vault-move-failed',
    scenario: 'team',
    path: '/settings',
    act: async (page) => {
      await click('Move secrets…')(page);
      await page.getByLabel('Passphrase', { exact: true }).fill('disk is full');
      await page.getByLabel('Passphrase again').fill('disk is full');
      await page.getByRole('checkbox').check();
      await page.getByRole('button', { name: 'Move', exact: true }).click();
      await page.getByText('disk_full').waitFor();
    },
  },
  {
    name: 'vault-move-done',
    scenario: 'team',
    path: '/settings',
    act: async (page) => {
      await click('Move secrets…')(page);
      await page.getByRole('radio', { name: /key file/ }).click();
      await page.getByRole('checkbox').check();
      await page.getByRole('button', { name: 'Move', exact: true }).click();
      await page.getByRole('button', { name: 'Done' }).waitFor();
    },
  },
  {
    name: 'mirror-plain',
    scenario: 'team',
    path: '/settings',
    act: async (page) => {
      await click("Change… Gatehouse's own gateway")(page);
      await page.getByRole('radio', { name: /plain text/ }).click();
    },
  },
  {
    name: 'journal',
    scenario: 'team',
    path: '/settings',
    act: async (page) => {
      await click("History: Gatehouse's own gateway")(page);
      await page.getByText('changed anthropic:work').waitFor();
    },
  },
];

const themes = ['light', 'dark'] as const;
const widths = [1080, 768, 390] as const;
/** `SHOT_WIDTHS=1080` and `SHOT_THEMES=light` for a quick look at a few. */
const asked = (name: string) => process.env[name]?.split(',');

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
    for (const theme of themes) {
      if (asked('SHOT_THEMES')?.includes(theme) === false) continue;
      for (const width of widths) {
        if (asked('SHOT_WIDTHS')?.includes(String(width)) === false) continue;
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
