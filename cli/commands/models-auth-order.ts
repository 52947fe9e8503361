import { dirname, join } from 'node:path';
import { type CommandContext, defineCommand } from '#cli/command.ts';
import { GatehouseError } from '#core/contract/error.ts';

const options = {
  provider: { type: 'string', short: 'p', value: '<id>', summary: 'Which provider (needed)' },
} as const;
const schema = () => import('#cli/commands/models-auth.schema.ts').then((schemas) => schemas.authOrderSchema);

export const modelsAuthOrderGet = defineCommand({
  path: ['models', 'auth', 'order', 'get'],
  summary: 'Show in which order the credentials of a provider are tried.',
  options,
  takesAgent: true,
  examples: [
    ['models auth order get --provider anthropic', 'The order that was set, or what the default gives'],
  ],
  schema,
  run: async ({ env, agent, options: { provider }, out }) => {
    const of = required(provider);
    const { readProfiles } = await import('#cli/local/profile-list.ts');
    const { stores, doc, views, configOrder } = await readProfiles(env, agent, { vault: false });
    const own = doc.agents[agent]?.order[of];
    const order = own && own.length > 0 ? own : null;
    const ids = views.filter((view) => view.provider === of).map((view) => view.id);
    const from = order
      ? 'set for this agent'
      : configOrder[of]?.length
        ? 'auth.order in gatehouse.json'
        : 'the default';
    return {
      json: {
        agentId: agent,
        agentDir: dirname(stores.dir.mirrorFile(agent)),
        provider: of,
        authStorePath: stores.dir.profilesFile,
        order,
      },
      // The first four lines are the family's own words, which scripts read.
      text: [
        `Agent: ${agent}`,
        `Provider: ${of}`,
        `Auth file: ${stores.dir.profilesFile}`,
        `Order override: ${order === null ? '(none)' : order.join(', ')}`,
        `Tried in this order: ${ids.length === 0 ? 'no credentials' : ids.join(` ${out.symbols.arrow} `)} ${out.dim(`(${from})`)}`,
      ].join('\n'),
    };
  },
});

export const modelsAuthOrderSet = defineCommand({
  path: ['models', 'auth', 'order', 'set'],
  summary: 'Set in which order the credentials of a provider are tried.',
  details: ['Credentials that the list leaves out come after it.'],
  args: { usage: '<profileId>…', min: 1, max: 100 },
  options,
  takesAgent: true,
  examples: [
    [
      'models auth order set --provider anthropic anthropic:work anthropic:default',
      'work first, then default',
    ],
  ],
  schema,
  run: async (context) => {
    const of = required(context.options.provider);
    const { readProfiles } = await import('#cli/local/profile-list.ts');
    const { views } = await readProfiles(context.env, context.agent, { vault: false });
    for (const id of context.args) {
      const view = views.find((known) => known.id === id);
      if (!view) {
        throw new GatehouseError('unknown_profile', 'One of these credentials does not exist.', {
          hint: `Of ${of} there are: ${
            views
              .filter((known) => known.provider === of)
              .map((known) => known.id)
              .join(', ') || 'none'
          }.`,
        });
      }
      if (view.provider !== of) {
        throw new GatehouseError(
          'bad_input',
          `${view.id} is a credential of ${view.provider}, not of ${of}.`,
        );
      }
    }
    return change(context, of, [...new Set(context.args)]);
  },
});

export const modelsAuthOrderClear = defineCommand({
  path: ['models', 'auth', 'order', 'clear'],
  summary: 'Go back to the default order of a provider.',
  options,
  takesAgent: true,
  examples: [['models auth order clear --provider anthropic', 'Nothing set is no error']],
  schema,
  run: (context) => change(context, required(context.options.provider), null),
});

async function change(
  context: Pick<CommandContext, 'env' | 'signal' | 'agent' | 'out'>,
  provider: string,
  order: string[] | null,
) {
  const { agent } = context;
  const { changesFor } = await import('#cli/local/changes.ts');
  const changes = await changesFor(context);
  const { warnings = [] } = await changes.setOrder({ agent, provider, order });
  return {
    warnings,
    json: {
      agentId: agent,
      agentDir: changes.storePath ? join(dirname(changes.storePath), 'agents', agent, 'agent') : null,
      provider,
      authStorePath: changes.storePath ?? null,
      order,
    },
    text: [
      `Agent: ${agent}`,
      `Provider: ${provider}`,
      order === null ? 'Cleared per-agent order override.' : `Order override: ${order.join(', ')}`,
    ].join('\n'),
  };
}

function required(provider: string | undefined): string {
  if (provider !== undefined) return provider;
  throw new GatehouseError('bad_input', 'Which provider? --provider <id>', {
    hint: 'gatehouse models auth list shows whose credentials there are.',
  });
}
