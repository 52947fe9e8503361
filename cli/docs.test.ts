import { readdirSync, readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandName } from '#cli/command.ts';
import { main } from '#cli/main.ts';
import { findCommand, parseOptions } from '#cli/parse/parse.ts';
import { commands } from '#cli/registry.ts';
import { makeStateDir, runCli } from '#cli/testing/run-cli.ts';

const text = readFileSync(new URL('../docs/cli.md', import.meta.url), 'utf8');
const lines = [...text.matchAll(/^gatehouse ?(.*)$/gm)].map(([, line = '']) => line);

/** The words of an example: up to its comment, a pipe or a redirection. */
const wordsOf = (line: string): string[] =>
  line
    .split(/\s+#\s|\s*(?:\|\||[|<>]|\S*>\/dev\/null)/)[0]
    ?.split(' ')
    .filter(Boolean) ?? [];

describe('docs/cli.md', () => {
  it('has every command with an example of its own', () => {
    const named = lines.map((line) => findCommand(wordsOf(line), commands));
    for (const command of commands) {
      expect(text).toContain(`\`${commandName(command)}`);
      expect(named).toContainEqual(
        expect.objectContaining({
          kind: 'command',
          command: expect.objectContaining({ path: command.path }),
        }),
      );
    }
  });

  it('has only examples that parse, and each has its help', async () => {
    for (const line of lines) {
      const words = wordsOf(line);
      const found = findCommand(words, commands);
      if (found.kind !== 'command') throw new Error(`no command: ${line}`);
      parseOptions(found.command, found.rest);
      let said = '';
      const stdout = new Writable({
        write(chunk, _encoding, done) {
          said += String(chunk);
          done();
        },
      }) as NodeJS.WriteStream;
      const code = await main([...words, '--help'], commands, {
        env: {},
        stdin: process.stdin,
        stdout,
        stderr: stdout,
        onInterrupt: () => undefined,
      });
      expect({ line, code }).toEqual({ line, code: 0 });
      expect(said).toContain('gatehouse');
    }
  });
});

/** The command lines in the shell blocks of a page. */
const blocks = (page: string): string[] =>
  [...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    [...block.matchAll(/^gatehouse ?(.*)$/gm)].map(([, line = '']) => line),
  );

const pages = readdirSync(new URL('../docs/', import.meta.url)).filter((name) => name.endsWith('.md'));
it.each(['../README.md', ...pages.map((name) => `../docs/${name}`)])(
  'the commands in %s are ones that there are, with options that they have',
  (name) => {
    for (const line of blocks(readFileSync(new URL(name, import.meta.url), 'utf8'))) {
      const found = findCommand(wordsOf(line), commands);
      expect({ line, kind: found.kind }).toEqual({ line, kind: 'command' });
      if (found.kind === 'command') parseOptions(found.command, found.rest);
    }
  },
);

describe('examples that only look', () => {
  let state: Awaited<ReturnType<typeof makeStateDir>>;
  beforeAll(async () => {
    state = await makeStateDir();
  });
  afterAll(() => state.remove());

  const harmless = [
    'models status',
    'models auth list',
    'models auth calendar',
    'secrets audit',
    'vault status',
    'vault places',
    'imports scan',
    'mirrors list',
    'mirrors journal',
    'auth-monitor install --dry-run',
    'auth-monitor status',
    'agents list',
  ];
  it.each(harmless)('gatehouse %s is in the docs and runs in an empty state directory', async (line) => {
    expect(lines.map((one) => wordsOf(one).join(' '))).toContain(line);
    const { code, stdout } = await runCli(line.split(' '), { stateDir: state.dir });
    expect(code).toBe(0);
    expect(stdout).not.toBe('');
  });
});
