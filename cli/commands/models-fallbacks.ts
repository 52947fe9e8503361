import { type Command, type CommandContext, defineCommand } from '#cli/command.ts';
import { printable } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';

const schema = () =>
  import('#cli/commands/models-catalog.schema.ts').then((schemas) => schemas.modelsFallbacksSchema);

async function open(env: NodeJS.ProcessEnv) {
  const [{ openLocal }, config] = await Promise.all([
    import('#cli/local/open.ts'),
    import('#store/model-config.ts'),
  ]);
  return { ...(await openLocal(env)), config };
}

const listText = (fallbacks: readonly string[]): string =>
  fallbacks.length === 0
    ? 'No fallbacks.'
    : fallbacks.map((model, index) => `${index + 1}. ${printable(model)}`).join('\n');

/** `list`, `add`, `remove` and `clear` for one list of fallbacks. */
function fallbackCommands(name: string, role: 'model' | 'imageModel', what: string): readonly Command[] {
  const path = ['models', name];
  const call = role === 'model' ? 'models.setFallbacks' : 'models.setImageFallbacks';
  /** What the list becomes, from what it is; written by the host where one runs. */
  async function change(
    context: Pick<CommandContext, 'env' | 'agent' | 'signal'>,
    next: (now: readonly string[]) => string[],
  ) {
    const { agent } = context;
    const [{ stores, config }, { callsFor }] = await Promise.all([
      open(context.env),
      import('#cli/local/calls.ts'),
    ]);
    const fallbacks = next(await config.listFallbacks(stores, agent, role));
    await (await callsFor(context)).invoke(call, { agent, models: fallbacks });
    return { json: { fallbacks }, text: listText(fallbacks) };
  }
  return [
    defineCommand({
      path: [...path, 'list'],
      summary: `List the ${what}, in the order in which they are tried.`,
      options: { plain: { type: 'boolean', summary: 'Print one provider/model per line' } },
      takesAgent: true,
      examples: [[`models ${name} list`, 'Of agent main']],
      schema,
      run: async ({ env, agent, options }) => {
        const { stores, config } = await open(env);
        const fallbacks = await config.listFallbacks(stores, agent, role);
        return { json: { fallbacks }, text: options.plain ? fallbacks.join('\n') : listText(fallbacks) };
      },
    }),
    defineCommand({
      path: [...path, 'add'],
      summary: `Add one to the ${what}.`,
      args: { usage: '<provider/model>', min: 1, max: 1 },
      options: {},
      takesAgent: true,
      examples: [[`models ${name} add openai/gpt-5.5`, 'As the last one']],
      schema,
      run: (context) => {
        const [model = ''] = context.args;
        return change(context, (now) => (now.includes(model) ? [...now] : [...now, model]));
      },
    }),
    defineCommand({
      path: [...path, 'remove'],
      summary: `Take one out of the ${what}.`,
      args: { usage: '<provider/model>', min: 1, max: 1 },
      options: {},
      takesAgent: true,
      examples: [[`models ${name} remove openai/gpt-5.5`, 'The others stay']],
      schema,
      run: (context) => {
        const [model = ''] = context.args;
        return change(context, (now) => {
          if (now.includes(model)) return now.filter((one) => one !== model);
          throw new GatehouseError('bad_input', `Fallback not found: ${printable(model)}`);
        });
      },
    }),
    defineCommand({
      path: [...path, 'clear'],
      summary: `Empty the ${what}.`,
      options: {},
      takesAgent: true,
      examples: [[`models ${name} clear`, 'Then nothing follows the first model']],
      schema,
      run: (context) => change(context, () => []),
    }),
  ];
}

export const modelsFallbacks = fallbackCommands('fallbacks', 'model', 'fallback models');
export const modelsImageFallbacks = fallbackCommands(
  'image-fallbacks',
  'imageModel',
  'fallbacks of the image model',
);
