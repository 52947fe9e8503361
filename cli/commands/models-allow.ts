import { type CommandContext, defineCommand } from '#cli/command.ts';
import { printable } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';

const schema = () =>
  import('#cli/commands/models-catalog.schema.ts').then((schemas) => schemas.modelsAllowSchema);

async function listed(env: NodeJS.ProcessEnv): Promise<string[] | null> {
  const [{ openLocal }, { listAllowed }] = await Promise.all([
    import('#cli/local/open.ts'),
    import('#store/model-config.ts'),
  ]);
  return listAllowed((await openLocal(env)).stores);
}

const answer = (allowed: string[] | null) => ({
  json: { allowed },
  text: allowed === null ? 'Every model is allowed.' : allowed.map(printable).join('\n'),
});

/** Has the list written, and answers what it is then. */
async function change(context: Pick<CommandContext, 'env' | 'signal'>, models: string[] | null) {
  const { callsFor } = await import('#cli/local/calls.ts');
  await (await callsFor(context)).invoke('models.setAllowed', { models });
  return answer(await listed(context.env));
}

export const modelsAllowList = defineCommand({
  path: ['models', 'allow', 'list'],
  summary: 'List the models that may be asked for.',
  details: [
    'Without a list every model may. Roles of an agent are always allowed, and so is a model with an alias.',
  ],
  options: {},
  examples: [['models allow list', 'For all agents']],
  schema,
  run: async ({ env }) => answer(await listed(env)),
});

export const modelsAllowAdd = defineCommand({
  path: ['models', 'allow', 'add'],
  summary: 'Allow a model; the first one forbids all others.',
  args: { usage: '<provider/model>', min: 1, max: 1 },
  options: {},
  examples: [
    ['models allow add anthropic/claude-sonnet-4-6', 'This one'],
    ["models allow add 'openrouter/*'", 'Every model of a provider'],
  ],
  schema,
  run: async (context) => {
    const [model = ''] = context.args;
    const now = (await listed(context.env)) ?? [];
    return change(context, now.includes(model) ? now : [...now, model]);
  },
});

export const modelsAllowRemove = defineCommand({
  path: ['models', 'allow', 'remove'],
  summary: 'Take a model off the list.',
  args: { usage: '<provider/model>', min: 1, max: 1 },
  options: {},
  examples: [["models allow remove 'openrouter/*'", 'The others stay']],
  schema,
  run: async (context) => {
    const [model = ''] = context.args;
    const now = await listed(context.env);
    if (now === null || !now.includes(model)) {
      throw new GatehouseError('bad_input', `Not on the list: ${printable(model)}`);
    }
    if (now.length === 1) {
      throw new GatehouseError('bad_input', 'It is the last one on the list.', {
        hint: 'gatehouse models allow clear allows every model.',
      });
    }
    const changed = await change(
      context,
      now.filter((one) => one !== model),
    );
    if (changed.json.allowed?.includes(model)) {
      throw new GatehouseError('bad_input', `${printable(model)} has an alias, and stays allowed by that.`, {
        hint: 'Remove the alias first: gatehouse models aliases list shows it.',
      });
    }
    return changed;
  },
});

export const modelsAllowClear = defineCommand({
  path: ['models', 'allow', 'clear'],
  summary: 'Allow every model.',
  options: {},
  examples: [['models allow clear', 'Aliases stay']],
  schema,
  run: (context) => change(context, null),
});
