import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandName } from '#cli/command.ts';
import { commands } from '#cli/registry.ts';
import { makeStateDir, runCli } from '#cli/testing/run-cli.ts';
import packageJson from '../package.json' with { type: 'json' };

let state: Awaited<ReturnType<typeof makeStateDir>>;
beforeAll(async () => {
  state = await makeStateDir();
});
afterAll(() => state.remove());
const run = (...args: string[]) => runCli(args, { stateDir: state.dir });

describe('help', () => {
  it.each(
    commands
      .filter(({ path }) => path.length > 0)
      .map((command) => [command.path.join(' '), command] as const),
  )('of "gatehouse %s" has its options, examples and exit codes', async (_name, command) => {
    const { code, stdout, stderr } = await run(...command.path, '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(
      `${commandName(command)}${command.args ? ` ${command.args.usage}` : ''} [options]`,
    );
    for (const option of Object.keys(command.options)) expect(stdout).toContain(`--${option}`);
    for (const [line] of command.examples) expect(stdout).toContain(`gatehouse ${line}`);
    expect(stdout).toMatch(/Exit codes\n {2}0 .+\n {2}1 .+/);
    if (command.schema) expect(stdout).toContain('--json-schema');
  });

  it('of all names every command once, with its summary', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    for (const { path, summary } of commands.slice(1)) {
      expect(stdout).toContain(`  ${path.join(' ')} `);
      expect(stdout).toContain(summary);
    }
  });

  it('of a group goes to standard error with exit 1 when a verb is missing', async () => {
    expect(await run('models')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('models status') as string,
    });
    expect(await run('models', '--help')).toMatchObject({ code: 0, stderr: '' });
  });
});

it('prints the version that package.json has', async () => {
  expect(await run('--version')).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
});

it('examples are command lines that parse', async () => {
  const { findCommand, parseOptions } = await import('#cli/parse/parse.ts');
  for (const command of commands) {
    for (const [line] of command.examples) {
      const words =
        line
          .split(/\s*(?:\|\||[|<>]|\S*>\/dev\/null)/)[0]
          ?.split(' ')
          .filter(Boolean) ?? [];
      const found = findCommand(words, commands);
      expect(found).toMatchObject({ kind: 'command', command: { path: command.path } });
      if (found.kind === 'command') parseOptions(found.command, found.rest);
    }
  }
});

describe('a wrong command line', () => {
  it('ends with 1, says what was meant, and writes nothing on standard output', async () => {
    const { code, stdout, stderr } = await run('models', 'statu');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Did you mean: gatehouse models status');
    expect(stderr).toContain('bad_input');
  });

  it('is an error object on standard output under --json', async () => {
    const { code, stdout, stderr } = await run('models', 'statu', '--json');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'bad_input' } });
  });
});

describe('the JSON Schema', () => {
  it('is printed by --json-schema, without doing anything else', async () => {
    const { code, stdout } = await run('agents', 'add', '--json-schema', 'x');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'object' });
  });

  it('of every command that has --json is that of an object', async () => {
    const { jsonSchemaText } = await import('#cli/parse/json-schema.ts');
    for (const { schema } of commands) {
      if (schema) expect(JSON.parse(jsonSchemaText(await schema()))).toMatchObject({ type: 'object' });
    }
  });
});
