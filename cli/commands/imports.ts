import { type CommandContext, defineCommand } from '#cli/command.ts';
import { printable, table } from '#cli/term/table.ts';
import type { FoundCredential } from '#core/contract/calls/imports.ts';
import { GatehouseError } from '#core/contract/error.ts';

function rows(found: readonly FoundCredential[], { out }: Pick<CommandContext, 'out'>): string[][] {
  return found.map((one) => [
    one.already !== undefined
      ? out.dim(out.symbols.off)
      : one.importable
        ? out.green(out.symbols.ok)
        : out.yellow(out.symbols.warn),
    out.dim(one.id),
    `${one.provider}:${printable(one.suggestedName)}`,
    one.type,
    one.masked.replace('…', out.symbols.ellipsis),
    printable(one.source),
    printable(one.where),
    one.already === undefined ? printable(one.why ?? '') : `is ${printable(one.already)} already`,
  ]);
}

export const importsScan = defineCommand({
  path: ['imports', 'scan'],
  summary: 'Show the credentials that lie on this machine: environment, .env, other tools, other gateways.',
  details: [
    'Reads alone; nothing is stored or changed, and secrets are shown by their last four characters.',
  ],
  options: {},
  examples: [['imports scan', 'What could be taken in, and what not, with the reason']],
  schema: () => import('#cli/commands/imports.schema.ts').then((schemas) => schemas.importsScanSchema),
  run: async (context) => {
    const { callsFor } = await import('#cli/local/calls.ts');
    const calls = await callsFor(context);
    const { found, problems } = (await calls.invoke('imports.scan', {})).value;
    const { out } = context;
    return {
      json: { found, problems, via: calls.via },
      warnings: problems.map(({ where, message }) => `${where}: ${message}`),
      text:
        found.length === 0
          ? 'No credentials were found on this machine.'
          : [...table(rows(found, context)), `${out.symbols.arrow} gatehouse imports take <id>…`].join('\n'),
    };
  },
});

export const importsTake = defineCommand({
  path: ['imports', 'take'],
  summary: 'Take credentials that imports scan showed into the vault; their places stay as they are.',
  args: { usage: '[id…]', min: 0, max: 200 },
  options: {
    all: { type: 'boolean', summary: 'All that can be taken in' },
    yes: { type: 'boolean', short: 'y', summary: 'Do not ask for confirmation' },
  },
  takesAgent: true,
  examples: [
    ['imports take 0123456789abcdef0123', 'One of them'],
    ['imports take --all --yes', 'All, without asking'],
  ],
  exitCodes: { 1: 'it failed, or one of them could not be taken in' },
  schema: () => import('#cli/commands/imports.schema.ts').then((schemas) => schemas.importsTakeSchema),
  run: async (context) => {
    const { agent, args, options, out, stdin, stderr, signal } = context;
    if (options.all === args.length > 0) {
      throw new GatehouseError('bad_input', 'Which ones? Name ids of imports scan, or say --all.');
    }
    const [{ callsFor }, { openedVault }, { confirm }] = await Promise.all([
      import('#cli/local/calls.ts'),
      import('#cli/local/open-vault.ts'),
      import('#cli/term/confirm.ts'),
    ]);
    const calls = await callsFor(context);
    await calls.check({ agent });
    const { found } = (await calls.invoke('imports.scan', {})).value;
    const chosen = options.all
      ? found.filter((one) => one.importable && one.already === undefined)
      : found.filter((one) => args.includes(one.id));
    const ids = options.all ? chosen.map(({ id }) => id) : args;
    if (ids.length === 0) {
      return {
        json: { agentId: agent, added: [], failed: [], via: calls.via },
        text: 'There is nothing to take in.',
      };
    }
    await openedVault(calls, context);
    if (!options.yes && stdin.isTTY) stderr.write(`${table(rows(chosen, context)).join('\n')}\n`);
    await confirm(`Take ${ids.length === 1 ? 'it' : `these ${ids.length}`} into the vault?`, {
      yes: options.yes,
      stdin,
      stderr,
      signal,
    });
    const { value, warnings } = await calls.invoke('imports.take', { agent, ids });
    return {
      json: { agentId: agent, ...value, via: calls.via },
      warnings: [...value.failed.map(({ id, message }) => `${id}: ${message}`), ...warnings],
      text: value.added
        .map(({ profile }) => `${out.green(out.symbols.ok)} ${out.bold(printable(profile))} is in the vault`)
        .join('\n'),
      exit: value.failed.length > 0 ? 1 : 0,
    };
  },
});
