import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attentionCodes } from '#core/attention/attention.ts';
import { languageSchema } from '#core/contract/calls/settings.ts';
import { say, told } from '#core/say/say.ts';
import { startDesktop } from '#main/desktop/testing/start-desktop.ts';
import { createTranslate } from '#main/desktop/translate.ts';

const folder = join(import.meta.dirname, '..', '..', 'resources', 'locales', 'desktop');
type Words = { [key: string]: string | Words };

const flat = (words: Words, before = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${before}${key}`, value]] : flat(value, `${before}${key}.`),
  );
const read = (language: string): Map<string, string> =>
  new Map(flat(JSON.parse(readFileSync(join(folder, `${language}.json`), 'utf8'))));
const languages = languageSchema.options.filter((language) => language !== 'system');
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
const en = read('en');

describe('the words of tray, menus and notifications', () => {
  it('are there in every language that can be chosen, and in no other', () => {
    expect(readdirSync(folder).sort()).toEqual(languages.map((language) => `${language}.json`).sort());
  });

  it.each(languages)('%s: every key, no other, each with the same values to fill in', (language) => {
    const words = read(language);
    expect([...words.keys()].sort()).toEqual([...en.keys()].sort());
    for (const [key, text] of words) {
      expect(text.trim(), key).not.toBe('');
      expect(placeholders(text), `${language} ${key}`).toEqual(placeholders(en.get(key) ?? ''));
    }
    for (const code of attentionCodes) expect(words.has(`attention.${code}`), code).toBe(true);
  });

  it('are those of the language, also for a region of it, and English for a language that is not there', () => {
    const quit = (locale: string) => createTranslate(locale)('tray.quit');
    expect(quit('de-CH')).toBe(read('de').get('tray.quit'));
    expect(quit('zh-Hans-CN')).toBe(read('zh').get('tray.quit'));
    expect(quit('xx')).toBe('Quit Gatehouse');
    for (const language of languages) expect(quit(language)).toBe(read(language).get('tray.quit'));
  });

  it('change with the setting while the app runs: tray and application menu', async () => {
    const { double, host, settled } = await startDesktop({ platform: 'linux' });
    expect(double.tray.menu.item('quit').label).toBe('Quit Gatehouse');
    host.change('app', { locale: 'de' });
    await settled();
    host.change('gateway', {
      observed: {
        state: 'failed',
        reason: 'crash_loop',
        ...told({ message: say('The gateway ended with exit code {{code}}.', { code: 5 }) }),
        lastOutput: [],
      },
    });
    await settled();
    expect(double.notifications.map(({ title, body }) => [title, body])).toEqual([
      ['Das Gateway läuft nicht', 'Das Gateway endete mit Exit-Code 5.'],
    ]);
    expect(double.tray.menu.item('quit').label).toBe('Gatehouse beenden');
    expect(double.applicationMenu?.items.map((item) => item.label)).toContain('Datei');
  });
});
