import { describe, expect, it } from 'vitest';
import { findCommand, parseOptions } from '#cli/parse/parse.ts';
import { suggest } from '#cli/parse/suggest.ts';
import { commands } from '#cli/registry.ts';
import { GatehouseError } from '#core/contract/error.ts';

const errorOf = (work: () => unknown): GatehouseError => {
  try {
    work();
  } catch (error) {
    if (error instanceof GatehouseError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

const find = (line: string) => findCommand(line.split(' ').filter(Boolean), commands);
const parse = (line: string) => {
  const found = find(line);
  if (found.kind !== 'command') throw new Error('a group');
  return { path: found.command.path.join(' '), ...parseOptions(found.command, found.rest) };
};

describe('finding a command', () => {
  it('takes the longest words that name one and leaves the rest', () => {
    expect(parse('models auth order set -p anthropic anthropic:a anthropic:b')).toMatchObject({
      path: 'models auth order set',
      args: ['anthropic:a', 'anthropic:b'],
      options: { provider: 'anthropic' },
    });
  });

  it('lets global options stand before, between and after the words', () => {
    const { path, options } = parse('--state-dir models models --json status --agent work');
    expect(path).toBe('models status');
    expect(options).toMatchObject({ 'state-dir': 'models', json: true, agent: 'work' });
  });

  it('is the summary when no word is given, with or without options', () => {
    expect(parse('').path).toBe('');
    expect(parse('--json').path).toBe('');
  });

  it('knows a group by its words alone', () => {
    expect(find('models auth')).toMatchObject({ kind: 'group', path: ['models', 'auth'] });
  });

  it('reads "help" in front as --help behind', () => {
    expect(find('help models status')).toMatchObject({ kind: 'command', rest: ['--help'] });
  });

  it('offers what was probably meant for a word that names nothing', () => {
    expect(errorOf(() => find('modles status'))).toMatchObject({
      code: 'bad_input',
      hint: 'Did you mean: gatehouse models',
    });
    expect(errorOf(() => find('models auth paste'))).toMatchObject({
      hint: 'Did you mean: gatehouse models auth paste-api-key',
    });
  });

  it('does not repeat a word that may be a secret', () => {
    const error = errorOf(() => find('sk-ant-api03-FAKE-0123456789abcdef'));
    expect(JSON.stringify(error.toCallError())).not.toContain('0123456789');
  });
});

describe('options', () => {
  it('takes values after a space and after an equals sign, and short names', () => {
    expect(parse('logs -n 5 -f').options).toMatchObject({ lines: '5', follow: true });
    expect(parse('logs --lines=7').options).toMatchObject({ lines: '7', follow: false });
  });

  it('takes what follows two dashes as arguments', () => {
    expect(parse('models auth logout -- --odd').args).toEqual(['--odd']);
  });

  it('refuses an unknown one with the likely meaning', () => {
    expect(errorOf(() => parse('models status --jsn'))).toMatchObject({ hint: 'Did you mean: --json' });
  });

  it('never repeats a value, and says that keys do not go on the command line', () => {
    for (const line of [
      'models auth paste-api-key sk-ant-api03-FAKE-0123456789',
      'models auth paste-api-key --key sk-ant-api03-FAKE-0123456789',
      'models auth paste-api-key --key=sk-ant-api03-FAKE-0123456789',
      'models auth paste-api-key --sk-ant-api03-FAKE-0123456789',
    ]) {
      const error = errorOf(() => parse(line));
      expect(JSON.stringify(error.toCallError())).not.toContain('0123456789');
      expect(error.hint).toContain('never goes on the command line');
    }
  });

  it('wants a value where one is needed, and none where none is', () => {
    expect(errorOf(() => parse('models status --agent')).message).toContain('--agent <id>');
    expect(errorOf(() => parse('models status --agent --json')).message).toContain('needs a value');
    expect(errorOf(() => parse('models status --check=1')).message).toContain('takes no value');
  });

  it('counts arguments and knows their choices', () => {
    expect(errorOf(() => parse('models set')).message).toContain('<provider/model>');
    expect(errorOf(() => parse('models set a/b c/d')).message).toContain('at most 1');
    expect(errorOf(() => parse('completions bsh')).message).toContain('bash, zsh, fish, powershell');
  });
});

describe('suggestions', () => {
  it('forgive a swap, a missing and a wrong letter, and say nothing to a word that is far off', () => {
    const words = ['status', 'start', 'restart'];
    expect(suggest('statsu', words)).toBe('status');
    expect(suggest('sart', words)).toBe('start');
    expect(suggest('banana', words)).toBeUndefined();
  });
});
