import { type CommandContext, defineCommand } from '#cli/command.ts';
import { printable } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { LogLevel, LogLine } from '#core/log/line.ts';

const levels = ['debug', 'info', 'warn', 'error'] as const satisfies LogLevel[];

export const logs = defineCommand({
  path: ['logs'],
  summary: 'Print the end of a log: of the gateway, of Gatehouse itself, or of a gateway of the family.',
  details: ['Lines are redacted before they are written; times are local ones.'],
  options: {
    follow: { type: 'boolean', short: 'f', summary: 'Go on printing what is added, until Ctrl-C' },
    source: {
      type: 'string',
      value: '<name>',
      summary: 'gateway (the default), host, or the id of an installation of the family',
    },
    level: {
      type: 'string',
      value: '<level>',
      summary: 'Lines of this level and graver ones',
      choices: levels,
    },
    grep: { type: 'string', value: '<text>', summary: 'Lines that hold this text, in any case' },
    lines: {
      type: 'string',
      short: 'n',
      value: '<count>',
      summary: 'How many lines of the end (default: 50)',
    },
  },
  examples: [
    ['logs -f', 'Watch the gateway'],
    ['logs --source host -n 200', 'The last 200 lines of the background process'],
    ['logs --source host --level warn --json', 'What went wrong there, as JSON lines'],
  ],
  schema: () => import('#cli/commands/logs.schema.ts').then(({ logsLineSchema }) => logsLineSchema),
  run: async (context) => {
    const { env, options, signal, stdout, stderr } = context;
    const count = Number(options.lines ?? 50);
    if (!Number.isInteger(count) || count < 0 || count > 1_000_000) {
      throw new GatehouseError('bad_input', '--lines takes a whole number from 0 to 1000000.');
    }
    const level = levels.find((one) => one === options.level);
    if (options.level !== undefined && level === undefined) {
      throw new GatehouseError('bad_input', `--level is one of ${levels.join(', ')}.`);
    }
    const [{ stateDirPath }, { readLog }, { logFile, logSources }, { join }] = await Promise.all([
      import('#store/state-dir.ts'),
      import('#store/log/read-log.ts'),
      import('#store/log/log-files.ts'),
      import('node:path'),
    ]);
    const source = options.source ?? 'gateway';
    const logDir = join(stateDirPath(env), 'logs');
    const file = logFile(logDir, source);
    const filter = { level, search: options.grep };
    const sources = await logSources(logDir);
    if (!options.follow && !sources.some(({ id }) => id === source)) {
      // Where logs are kept Gatehouse has run, and this part of it may have had nothing to say.
      if (sources.length === 0 || (source !== 'gateway' && source !== 'host')) {
        throw new GatehouseError('unknown_log', 'There is no such log yet.', {
          where: file,
          hint:
            sources.length === 0
              ? 'Logs begin with: gatehouse gateway start'
              : `There are: ${sources.map(({ id }) => id).join(', ')}`,
        });
      }
      stderr.write(`Nothing was logged yet to ${file}\n`);
    }
    const print = (lines: readonly LogLine[]) =>
      void stdout.write(lines.map((line) => `${lineText(line, context)}\n`).join(''));
    // Where nothing is shown it is still followed from the present end.
    const { lines, end } = await readLog(file, { ...filter, limit: Math.max(count, 1) });
    if (count > 0) print(lines);
    if (options.follow) {
      const { followLog } = await import('#store/log/follow-log.ts');
      await followLog(file, end, filter, print, signal);
    }
    return {};
  },
});

function lineText(line: LogLine, { json, out }: Pick<CommandContext, 'json' | 'out'>): string {
  if (json) return JSON.stringify(line);
  const paint = { debug: out.dim, info: out.dim, warn: out.yellow, error: out.red }[line.level];
  // What a program wrote may hold escape sequences; each line of it is made harmless.
  const text = line.text.split('\n').map(printable).join('\n    ');
  return [
    ...(line.at === undefined ? [] : [out.dim(new Date(line.at).toTimeString().slice(0, 8))]),
    ...(line.event === undefined && line.level === 'info' ? [] : [paint(line.level)]),
    ...(line.event === undefined ? [] : [printable(line.event)]),
    ...(text === '' ? [] : [text]),
  ].join(' ');
}
