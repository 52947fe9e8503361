import { type Command, commandName, type OptionSpec } from '#cli/command.ts';
import { globalOptions } from '#cli/global-options.ts';
import type { Style } from '#cli/term/style.ts';
import { table, wrap } from '#cli/term/table.ts';
import { framed, keyOf, type Speak } from '#cli/words/words.ts';

const optionUsage = (name: string, spec: OptionSpec) =>
  `${spec.short ? `-${spec.short}, ` : '    '}--${name}${spec.type === 'string' ? ` ${spec.value ?? '<value>'}` : ''}`;

const optionRows = (
  options: Readonly<Record<string, OptionSpec>>,
  prefix: string,
  speak: Speak,
): string[][] =>
  Object.entries(options).map(([name, spec]) => {
    const summary = speak(`${prefix}.option.${name}`, spec.summary);
    const { choices = [] } = spec;
    // A single choice is said by the summary.
    return [optionUsage(name, spec), choices.length > 1 ? `${summary} (${choices.join(', ')})` : summary];
  });

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
export function commandHelp(command: Command, style: Style, speak: Speak): string {
  const name = commandName(command);
  const key = keyOf(command);
  const title = (text: string) => style.bold(text);
  const section = (heading: string, rows: string[][]) =>
    rows.length === 0 ? [] : ['', title(heading), ...table(rows, '  ')];
  const exits = {
    0: framed(speak, 'help.exit.0'),
    1: framed(speak, 'help.exit.1'),
    ...Object.fromEntries(
      Object.entries(command.exitCodes ?? {}).map(([code, text]) => [
        code,
        speak(`${key}.exit.${code}`, text),
      ]),
    ),
  };
  return [
    ...wrap(speak(`${key}.summary`, command.summary), style.width),
    ...(command.details ?? []).flatMap((paragraph, index) => [
      '',
      ...wrap(speak(`${key}.details.${index + 1}`, paragraph), style.width),
    ]),
    '',
    title(framed(speak, 'help.usage')),
    `  ${name}${command.args ? ` ${command.args.usage}` : ''} ${framed(speak, 'help.usage.options')}`,
    ...section(framed(speak, 'help.options'), [
      ...optionRows(command.options, key, speak),
      ...optionRows(globalsOf(command), 'global', speak),
    ]),
    '',
    title(framed(speak, 'help.examples')),
    ...command.examples.flatMap(([line, does], index) => [
      `  gatehouse${line ? ` ${line}` : ''}`,
      `      ${style.dim(speak(`${key}.example.${index + 1}`, does))}`,
    ]),
    ...section(
      framed(speak, 'help.exits'),
      Object.entries(exits).map(([code, meaning]) => [code, meaning]),
    ),
    '',
  ].join('\n');
}

/** Help of a group of commands (`gatehouse models`), or of everything when `path` is empty. */
export function groupHelp(
  path: readonly string[],
  commands: readonly Command[],
  style: Style,
  speak: Speak,
): string {
  const members = commands.filter(
    (command) =>
      command.path.length > path.length && path.every((word, index) => command.path[index] === word),
  );
  const name = ['gatehouse', ...path].join(' ');
  const rows = members.map((command) => [
    `${command.path.slice(path.length).join(' ')}${command.args ? ` ${command.args.usage}` : ''}`,
    speak(`${keyOf(command)}.summary`, command.summary),
  ]);
  return [
    ...wrap(path.length === 0 ? framed(speak, 'help.intro') : framed(speak, 'help.group', name), style.width),
    '',
    style.bold(framed(speak, 'help.usage')),
    `  ${name} ${framed(speak, 'help.usage.command')}`,
    '',
    style.bold(framed(speak, 'help.commands')),
    ...table(rows, '  '),
    '',
    style.bold(framed(speak, 'help.every')),
    ...table(optionRows(globalOptions, 'global', speak), '  '),
    '',
    style.bold(framed(speak, 'help.exits')),
    ...table(
      [
        ['0', framed(speak, 'help.exit.0')],
        ['1', framed(speak, 'help.exit.1.group')],
        ['2', framed(speak, 'help.exit.2.group')],
      ],
      '  ',
    ),
    '',
    framed(speak, 'help.more', name),
    '',
  ].join('\n');
}
