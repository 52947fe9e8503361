import { defineCommand, type OptionSpecs } from '#cli/command.ts';
import { printable, table } from '#cli/term/table.ts';
import type { CallOutput } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { Budget } from '#core/link/link.ts';

const schemas = () => import('#cli/commands/gateway-tokens.schema.ts');

/** `--agent` is taken: it says for which agent a command is. */
const limits = {
  for: { type: 'string', value: '<agent>', summary: 'The one agent that it may use' },
  warn: { type: 'string', value: '<dollars>', summary: 'Tell when it has cost so much in a day (UTC)' },
  hold: { type: 'string', value: '<dollars>', summary: 'Refuse requests from then on until midnight UTC' },
} as const satisfies OptionSpecs;

function dollars(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const amount = Number(text.replace(/^\$/, ''));
  if (Number.isFinite(amount) && amount > 0) return amount;
  throw new GatehouseError('bad_input', `--${option} takes an amount in US dollars, above 0.`, {
    hint: `For example --${option} 5.`,
  });
}

function budgetOf(options: { warn: string | undefined; hold: string | undefined }): Budget | undefined {
  const warn = dollars('warn', options.warn);
  const hold = dollars('hold', options.hold);
  if (warn === undefined && hold === undefined) return undefined;
  return { ...(warn === undefined ? {} : { warn }), ...(hold === undefined ? {} : { hold }) };
}

type TokenView = CallOutput<'tokens.list'>['tokens'][number];

const limitText = ({ agent, budget }: TokenView): string =>
  [
    agent === undefined ? 'any agent' : `agent ${printable(agent)}`,
    ...(budget?.warn === undefined ? [] : [`told at ${budget.warn} $ a day`]),
    ...(budget?.hold === undefined ? [] : [`held at ${budget.hold} $ a day`]),
  ].join(', ');

export const gatewayTokensList = defineCommand({
  path: ['gateway', 'tokens', 'list'],
  summary: 'List the access tokens that were made for single programs or people.',
  details: ['Only their hashes are kept, so none of them can be shown again.'],
  options: {},
  examples: [['gateway tokens list', 'With agent and budget of each']],
  schema: () => schemas().then(({ tokensListSchema }) => tokensListSchema),
  run: async (context) => {
    const { out } = context;
    const { callsFor } = await import('#cli/local/calls.ts');
    const { value } = await (await callsFor(context)).invoke('tokens.list', {});
    const rows = value.tokens.map((token) => [out.bold(printable(token.name)), limitText(token)]);
    const text = rows.length === 0 ? 'No named access tokens.' : table(rows).join('\n');
    return { json: value, text };
  },
});

export const gatewayTokensAdd = defineCommand({
  path: ['gateway', 'tokens', 'add'],
  summary: 'Make an access token for one program or person, and print it this once.',
  details: ['A running gateway takes it at once. Requests with it are recorded under its name.'],
  args: { usage: '<name>', min: 1, max: 1 },
  options: limits,
  examples: [
    ['gateway tokens add ci --for work --hold 5', 'Only agent work, at most 5 US dollars a day'],
    ['gateway tokens add ci --json', 'For a script'],
  ],
  schema: () => schemas().then(({ tokenAddedSchema }) => tokenAddedSchema),
  run: async (context) => {
    const { args, options } = context;
    const name = (args[0] ?? '').trim();
    const budget = budgetOf(options);
    const agent = options.for;
    const { callsFor } = await import('#cli/local/calls.ts');
    const calls = await callsFor(context);
    const { value } = await calls.invoke('tokens.add', {
      name,
      ...(agent === undefined ? {} : { agent }),
      ...(budget === undefined ? {} : { budget }),
    });
    return {
      json: { name, token: value.token, agent: agent ?? null, via: calls.via },
      text: value.token,
      warnings: await unasked(context.env),
    };
  },
});

/** Where nobody is asked for a token, a person should know that theirs changes nothing. */
async function unasked(env: NodeJS.ProcessEnv): Promise<string[]> {
  const [{ openLocal }, { readSettings }] = await Promise.all([
    import('#cli/local/open.ts'),
    import('#store/settings.ts'),
  ]);
  const { access } = (await readSettings((await openLocal(env)).stores)).gateway;
  if (access !== 'none' && access !== 'trusted-proxy') return [];
  return [`The gateway asks nobody for a token now (gateway.access is ${access}).`];
}

export const gatewayTokensEdit = defineCommand({
  path: ['gateway', 'tokens', 'edit'],
  summary: 'Change what an access token may do; the token stays the same.',
  args: { usage: '<name>', min: 1, max: 1 },
  options: {
    ...limits,
    'any-agent': { type: 'boolean', summary: 'It may use every agent' },
    'no-budget': { type: 'boolean', summary: 'It has no budget of its own' },
  },
  examples: [
    ['gateway tokens edit ci --warn 3 --hold 10', 'Another budget'],
    ['gateway tokens edit ci --any-agent --no-budget', 'Without limits'],
  ],
  schema: () => schemas().then(({ tokenChangedSchema }) => tokenChangedSchema),
  run: async (context) => {
    const { args, options, out } = context;
    const name = (args[0] ?? '').trim();
    const budget = options['no-budget'] ? null : budgetOf(options);
    const agent = options['any-agent'] ? null : options.for;
    if (budget === undefined && agent === undefined) {
      throw new GatehouseError('bad_input', 'Say what is to change.', {
        hint: 'Options: --for, --any-agent, --warn, --hold, --no-budget.',
      });
    }
    const { callsFor } = await import('#cli/local/calls.ts');
    const calls = await callsFor(context);
    await calls.invoke('tokens.edit', {
      name,
      ...(agent === undefined ? {} : { agent }),
      ...(budget === undefined ? {} : { budget }),
    });
    return {
      json: { name, via: calls.via },
      text: `${out.green(out.symbols.ok)} Access token ${out.bold(printable(name))} is changed.`,
    };
  },
});

export const gatewayTokensRemove = defineCommand({
  path: ['gateway', 'tokens', 'remove'],
  summary: 'Take an access token back: programs that use it are refused from then on.',
  args: { usage: '<name>', min: 1, max: 1 },
  options: { yes: { type: 'boolean', short: 'y', summary: 'Do not ask for confirmation' } },
  examples: [['gateway tokens remove ci --yes', 'Without asking']],
  schema: () => schemas().then(({ tokenChangedSchema }) => tokenChangedSchema),
  run: async (context) => {
    const { args, options, out, stdin, stderr, signal } = context;
    const name = (args[0] ?? '').trim();
    const [{ callsFor }, { confirm }] = await Promise.all([
      import('#cli/local/calls.ts'),
      import('#cli/term/confirm.ts'),
    ]);
    await confirm(`Remove access token ${printable(name)}?`, { yes: options.yes, stdin, stderr, signal });
    const calls = await callsFor(context);
    await calls.invoke('tokens.remove', { name });
    return {
      json: { name, via: calls.via },
      text: `${out.green(out.symbols.ok)} Access token ${printable(name)} is removed.`,
    };
  },
});
