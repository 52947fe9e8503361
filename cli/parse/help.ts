import { type Command, commandName, type OptionSpec } from '#cli/command.ts';
import { globalOptions } from '#cli/global-options.ts';
import type { Style } from '#cli/term/style.ts';
import { table, wrap } from '#cli/term/table.ts';

const optionUsage = (name: string, spec: OptionSpec) =>
  `${spec.short ? `-${spec.short}, ` : '    '}--${name}${spec.type === 'string' ? ` ${spec.value ?? '<value>'}` : ''}`;

const optionRows = (options: Readonly<Record<string, OptionSpec>>) =>
  Object.entries(options).map(([name, spec]) => [
    optionUsage(name, spec),
    spec.choices ? `${spec.summary}: ${spec.choices.join(', ')}` : spec.summary,
  ]);

/** Global options that mean something to this command. */
export function globalsOf(command: Command): Record<string, OptionSpec> {
  const { json, 'json-schema': jsonSchema, agent, ...others } = globalOptions;
  return {
    ...(command.schema ? { json, 'json-schema': jsonSchema } : {}),
    ...(command.takesAgent ? { agent } : {}),
    ...others,
  };
}

/** The whole help of one command. */
export function commandHelp(command: Command, style: Style): string {
  const name = commandName(command);
  const title = (text: string) => style.bold(text);
  const section = (heading: string, rows: string[][]) =>
    rows.length === 0 ? [] : ['', title(heading), ...table(rows, '  ')];
  const exits = {
    0: 'done',
    1: 'it failed; the error says what, where and what to do',
    ...command.exitCodes,
  };
  return [
    ...wrap(command.summary, style.width),
    ...(command.details ?? []).flatMap((paragraph) => ['', ...wrap(paragraph, style.width)]),
    '',
    title('Usage'),
    `  ${name}${command.args ? ` ${command.args.usage}` : ''} [options]`,
    ...section('Options', optionRows({ ...command.options, ...globalsOf(command) })),
    '',
    title('Examples'),
    ...command.examples.flatMap(([line, does]) => [
      `  gatehouse${line ? ` ${line}` : ''}`,
      `      ${style.dim(does)}`,
    ]),
    ...section(
      'Exit codes',
      Object.entries(exits).map(([code, meaning]) => [code, meaning]),
    ),
    '',
  ].join('\n');
}

/** Help of a group of commands (`gatehouse models`), or of everything when `path` is empty. */
export function groupHelp(path: readonly string[], commands: readonly Command[], style: Style): string {
  const members = commands.filter(
    (command) =>
      command.path.length > path.length && path.every((word, index) => command.path[index] === word),
  );
  const name = ['gatehouse', ...path].join(' ');
  const rows = members.map((command) => [
    `${command.path.slice(path.length).join(' ')}${command.args ? ` ${command.args.usage}` : ''}`,
    command.summary,
  ]);
  return [
    path.length === 0
      ? 'Gatehouse keeps your AI credentials in the keychain and runs the local gateway that answers with them.'
      : `Commands of ${name}`,
    '',
    style.bold('Usage'),
    `  ${name} <command> [options]`,
    '',
    style.bold('Commands'),
    ...table(rows, '  '),
    '',
    style.bold('Options of every command'),
    ...table(optionRows(globalOptions), '  '),
    '',
    style.bold('Exit codes'),
    ...table(
      [
        ['0', 'done'],
        ['1', 'it failed, or the command line was wrong; with --json the error is {"ok":false,"error":…}'],
        ['2', 'where a command documents it (models status --check: something expires soon)'],
      ],
      '  ',
    ),
    '',
    `${name} <command> --help says more, with examples.`,
    '',
  ].join('\n');
}
