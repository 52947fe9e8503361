/**
 * Pictures of every screen and state on the mock host, in each theme and width, with an accessibility check and a
 * watch for CSP violations on each. `--help` tells the arguments. Ends with 1 when anything is wrong.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium } from 'playwright';
import { build } from 'vite';
import { activityShots } from './shots/activity.ts';
import { chatShots } from './shots/chat.ts';
import { credentialsShots } from './shots/credentials.ts';
import { doctorShots } from './shots/doctor.ts';
import { importsShots } from './shots/imports.ts';
import { logsShots } from './shots/logs.ts';
import { modelsShots } from './shots/models.ts';
import { onboardingShots } from './shots/onboarding.ts';
import { overviewShots } from './shots/overview.ts';
import { profilesShots } from './shots/profiles.ts';
import { settingsShots } from './shots/settings.ts';
import { shellShots } from './shots/shell.ts';
import type { Shot } from './shots/shot.ts';

/** A subject is a file of its own in `shots/`. */
const shots: readonly Shot[] = [
  ...overviewShots,
  ...profilesShots,
  ...credentialsShots,
  ...importsShots,
  ...activityShots,
  ...logsShots,
  ...doctorShots,
  ...settingsShots,
  ...shellShots,
  ...modelsShots,
  ...chatShots,
  ...onboardingShots,
];

const themes = ['light', 'dark'] as const;
/** Only where they are asked for: high contrast, forced colours, all twice as large, right to left. */
const looks = ['contrast', 'forced', 'large', 'rtl'] as const;
const widths = [1080, 768, 420] as const;
const asked = (name: string, usual: readonly unknown[]) => process.env[name]?.split(',') ?? usual.map(String);

/** `SHOT_LANGUAGE=de` for another language; shots that press something look for English words, so name others. */
const language = process.env.SHOT_LANGUAGE ?? 'en';

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
  look: string,
  width: number,
) {
  const theme = look === 'dark' || look === 'contrast' ? look : 'light';
  const problems: string[] = [];
  const zoom = look === 'large' ? 2 : 1;
  const context = await browser.newContext({
    // A browser's zoom of 200 %: half as many pixels of the page's own.
    viewport: { width: width / zoom, height: (width < 500 ? 844 : 720) / zoom },
    deviceScaleFactor: zoom,
    colorScheme: theme === 'light' ? 'light' : 'dark',
    reducedMotion: 'reduce',
    forcedColors: look === 'forced' ? 'active' : 'none',
    bypassCSP: false,
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  try {
    await page.goto(
      `${origin}/mock.html?scenario=${shot.scenario}&theme=${theme}&language=${language}&delay=20#${shot.path ?? '/'}`,
    );
    await page.locator('h1, [role="status"]').first().waitFor({ state: 'attached' });
    if (shot.scenario !== 'loading') await page.locator('h1').first().waitFor();
    page.setDefaultTimeout(5_000);
    if (look === 'rtl') await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
    await shot.act?.(page);
    await page.mouse.move(0, 0);
    await page.waitForLoadState('networkidle');
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (overflow > 0) problems.push(`${overflow} px wider than the window`);
    await page.screenshot({
      path: join(folder, `${shot.name}-${look}-${width}.png`),
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
  return problems.map((problem) => `${shot.name} ${look} ${width}: ${problem}`);
}

const usage = `usage: node scripts/screenshots.ts <folder> [name…]
  folder         where the pictures go; made when absent
  name           only these (all when absent): ${shots.map(({ name }) => name).join(', ')}
  SHOT_WIDTHS    pixels, with commas; ${widths.join(',')} when absent
  SHOT_THEMES    with commas; ${themes.join(',')} when absent; also ${looks.join(', ')}
  SHOT_LANGUAGE  language of the window; en when absent
  CHROMIUM_PATH  the browser; /usr/bin/chromium when absent`;

/** What is asked for; undefined when that is the usage. @throws on what is not known. */
function askedFor() {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  if (values.help) return undefined;
  const [folder, ...names] = positionals;
  if (!folder) throw new Error('no folder named');
  for (const name of names) {
    if (!shots.some((shot) => shot.name === name)) throw new Error(`no picture ${name}`);
  }
  const wantedLooks = asked('SHOT_THEMES', themes);
  for (const look of wantedLooks) {
    if (![...themes, ...looks].some((known) => known === look)) throw new Error(`no look ${look}`);
  }
  const wantedWidths = asked('SHOT_WIDTHS', widths).map(Number);
  if (!wantedWidths.every((width) => Number.isInteger(width) && width > 0)) {
    throw new Error('SHOT_WIDTHS are whole pixels');
  }
  return { folder, names, wantedLooks, wantedWidths };
}

async function main() {
  let wanted: ReturnType<typeof askedFor>;
  try {
    wanted = askedFor();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
    process.exitCode = 2;
    return;
  }
  if (!wanted) {
    console.log(usage);
    return;
  }
  const { folder, names, wantedLooks, wantedWidths } = wanted;
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
    for (const look of wantedLooks) {
      for (const width of wantedWidths) {
        problems.push(...(await take(browser, origin, folder, shot, look, width)));
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
