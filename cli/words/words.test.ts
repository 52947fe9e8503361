import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandHelp, groupHelp } from '#cli/parse/help.ts';
import { commands } from '#cli/registry.ts';
import { makeStyle } from '#cli/term/style.ts';
import { textWidth } from '#cli/term/table.ts';
import { makeStateDir, runCli } from '#cli/testing/run-cli.ts';
import { loadWords, wordsFile } from '#cli/words/load.ts';
import { allWords, speaker, type Words } from '#cli/words/words.ts';
import { shippedLanguages } from '#core/locale/language.ts';

const english = allWords(commands);
const files = readdirSync(dirname(wordsFile('en'))).map((name) => name.replace('.json', ''));
const read = (language: string) => JSON.parse(readFileSync(wordsFile(language), 'utf8')) as Words;
const marks = (text: string) => (text.match(/\{\w+\}|--[a-z-]+|<[^>]+>|\$?[A-Z]+_[A-Z_]+/g) ?? []).toSorted();

describe('the words of the command line', () => {
  it('have every text in the English file, as the commands have it (node scripts/cli-words.ts --write)', () => {
    expect(read('en')).toEqual(english);
  });

  it.each(files)('%s is a language that ships, and has every key and no other', (language) => {
    expect(shippedLanguages).toContain(language);
    expect(Object.keys(read(language)).toSorted()).toEqual(Object.keys(english).toSorted());
  });

  it.each(files)('%s leaves no text empty, and keeps names of options, variables and values', (language) => {
    for (const [key, text] of Object.entries(read(language))) {
      expect(text.trim(), key).not.toBe('');
      expect({ key, marks: marks(text) }).toEqual({ key, marks: marks(english[key] ?? '') });
    }
  });
});

describe('help in another language', () => {
  const style = makeStyle({ columns: 80 }, { env: { LANG: 'ja_JP.UTF-8' }, noColour: true });
  const reversed: Words = Object.fromEntries(
    Object.entries(english).map(([key, text]) => [key, text.startsWith('{') ? text : `訳:${text}`]),
  );
  const status = commands.find(({ path }) => path.join(' ') === 'models status');
  if (!status) throw new Error('models status');

  it('says each text in that language, and the English one where a key is missing', () => {
    const { 'models.status.summary': _, ...rest } = reversed;
    const help = commandHelp(status, style, speaker(rest));
    const [first = ''] = help.split('\n');
    expect(status.summary.startsWith(first)).toBe(true);
    expect(help).toContain('訳:Usage');
    for (const { summary } of Object.values(status.options)) expect(help).toContain(`訳:${summary}`);
    expect(groupHelp([], commands, style, speaker(reversed))).toContain(`訳:${status.summary}`);
  });

  it('stays aligned where characters are two columns wide', () => {
    const help = groupHelp(['vault'], commands, style, speaker(reversed)).split('\n');
    const at = help.filter((line) => /^ {2}(status|unlock|lock|move|places)/.test(line));
    const columns = new Set(at.map((line) => textWidth(line.slice(0, line.indexOf('訳:')))));
    expect(at.length).toBeGreaterThan(3);
    expect(columns.size).toBe(1);
  });
});

describe('the language', () => {
  let state: Awaited<ReturnType<typeof makeStateDir>>;
  beforeAll(async () => {
    state = await makeStateDir();
  });
  afterAll(() => state.remove());

  it('is English for a command without a file of its own language, and help makes no state directory', async () => {
    const missing = join(state.dir, 'not-there');
    const { code, stdout } = await runCli(['models', 'status', '--help'], {
      stateDir: missing,
      env: { LANG: 'nl_NL.UTF-8' },
    });
    expect(code).toBe(0);
    expect(stdout).toContain('Usage');
    expect(readdirSync(state.dir)).toEqual([]);
  });

  it('is read from the config even when that cannot be used', async () => {
    const dir = join(state.dir, 'with-config');
    await mkdir(dir);
    await writeFile(join(dir, 'gatehouse.json'), '{ gatehouse: { language: ');
    expect((await loadWords({ GATEHOUSE_STATE_DIR: dir }))('x.y', 'as it was')).toBe('as it was');
    await rm(dir, { recursive: true });
  });

  it('is found beside the bundle', () => {
    const bundle = pathToFileURL(join(state.dir, 'dist', 'cli.js')).href;
    expect(wordsFile('de', bundle)).toBe(join(state.dir, 'dist', 'locales', 'cli', 'de.json'));
  });
});
