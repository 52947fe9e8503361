import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineCommand } from '#cli/command.ts';
import { GatehouseError } from '#core/contract/error.ts';

export const logs = defineCommand({
  path: ['logs'],
  summary: 'Print the end of the log of the gateway or of Gatehouse itself.',
  options: {
    follow: { type: 'boolean', short: 'f', summary: 'Go on printing what is added, until Ctrl-C' },
    gateway: { type: 'boolean', summary: "The gateway's log (this is the default)" },
    host: { type: 'boolean', summary: "The log of Gatehouse's own background process" },
    lines: {
      type: 'string',
      short: 'n',
      value: '<count>',
      summary: 'How many lines of the end (default: 50)',
    },
  },
  examples: [
    ['logs -f', 'Watch the gateway'],
    ['logs --host -n 200', 'The last 200 lines of the background process'],
  ],
  run: async ({ env, options, signal, stdout, stderr }) => {
    if (options.gateway && options.host) {
      throw new GatehouseError('bad_input', '--gateway and --host are two logs; choose one.');
    }
    const count = Number(options.lines ?? 50);
    if (!Number.isInteger(count) || count < 0 || count > 1_000_000) {
      throw new GatehouseError('bad_input', '--lines takes a whole number from 0 to 1000000.');
    }
    const [{ stateDirPath }, { lastLines, follow }] = await Promise.all([
      import('#store/state-dir.ts'),
      import('#cli/term/tail.ts'),
    ]);
    const name = options.host ? 'host.log' : 'gateway.log';
    const file = join(stateDirPath(env), 'logs', name);
    const end = await lastLines(file, count);
    if (end === undefined && !options.follow) {
      // Where logs are kept Gatehouse has run, and this part of it has had nothing to say.
      if (!existsSync(dirname(file))) {
        throw new GatehouseError('bad_input', 'There are no logs yet.', {
          where: file,
          hint: 'They begin with: gatehouse gateway start',
        });
      }
      stderr.write(`Nothing was logged yet to ${file}\n`);
    }
    if (end) stdout.write(end.text);
    if (options.follow) await follow(file, end?.offset ?? 0, (text) => void stdout.write(text), signal);
    return {};
  },
});
