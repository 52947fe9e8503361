import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { bashCompletion } from '#cli/completions/bash.ts';
import { fishCompletion } from '#cli/completions/fish.ts';
import { powershellCompletion } from '#cli/completions/powershell.ts';
import { completionNodes } from '#cli/completions/tree.ts';
import { zshCompletion } from '#cli/completions/zsh.ts';
import { commands } from '#cli/registry.ts';

const nodes = completionNodes(commands);

/** What bash itself offers at the end of a line, by the real script in a real bash. */
async function complete(line: string): Promise<string[]> {
  const words = line.split(' ');
  const script = `${bashCompletion(nodes)}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_gatehouse
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['--norc', '-c', script]);
  return stdout.split('\n').filter(Boolean);
}

describe('completion in bash', () => {
  it('offers commands, then verbs, then options', async () => {
    expect(await complete('gatehouse mo')).toEqual(['models']);
    expect(await complete('gatehouse models auth ')).toEqual(
      expect.arrayContaining(['paste-api-key', 'list', 'logout', 'order']) as string[],
    );
    expect(await complete('gatehouse models auth order s')).toEqual(['set']);
    expect(await complete('gatehouse models status --ch')).toEqual(['--check']);
  });

  it('sees past options and their values', async () => {
    expect(await complete('gatehouse --state-dir models gateway re')).toEqual(['restart']);
    expect(await complete('gatehouse models auth --agent work order g')).toEqual(['get']);
  });

  it('offers the choices of an argument, and nothing in place of a free value', async () => {
    expect(await complete('gatehouse completions f')).toEqual(['fish']);
    expect(await complete('gatehouse models status --agent ')).toEqual([]);
    expect(await complete('gatehouse settings set gateway.po')).toEqual(['gateway.port']);
    expect(await complete('gatehouse settings get warn')).toEqual(['warnHours']);
  });
});

it('every shell knows every word and every option of the registry', () => {
  const scripts = [bashCompletion, zshCompletion, fishCompletion, powershellCompletion].map((draw) =>
    draw(nodes),
  );
  for (const script of scripts) {
    for (const command of commands) {
      for (const word of command.path) expect(script).toContain(word);
      for (const option of Object.keys(command.options)) expect(script).toContain(option);
    }
  }
});

it('quotes in summaries do not end the strings of a script', () => {
  const tricky = completionNodes([
    {
      path: ['it'],
      summary: "It's a $(touch /tmp/never) `test`",
      options: {},
      examples: [],
      run: async () => ({}),
    },
  ]);
  expect(zshCompletion(tricky)).toContain("'it:It'\\''s a $(touch /tmp/never) `test`'");
  expect(fishCompletion(tricky)).toContain("'It\\'s a $(touch /tmp/never) `test`'");
  expect(powershellCompletion(tricky)).toContain("'It''s a $(touch /tmp/never) `test`'");
});
