import { defineCommand } from '#cli/command.ts';
import { printable, table } from '#cli/term/table.ts';

export const modelsList = defineCommand({
  path: ['models', 'list'],
  summary: 'List the models that are known, and which of them can be reached.',
  options: {
    all: { type: 'boolean', summary: 'Also those of providers without a credential' },
    provider: { type: 'string', value: '<id>', summary: 'Of one provider alone' },
    plain: { type: 'boolean', summary: 'Print one provider/model per line' },
  },
  takesAgent: true,
  examples: [
    ['models list', 'Those that can be reached'],
    ['models list --all --provider anthropic', 'Whether or not there is a credential'],
  ],
  schema: () => import('#cli/commands/models-catalog.schema.ts').then((schemas) => schemas.modelsListSchema),
  run: async ({ env, agent, options, out }) => {
    const [{ openLocal }, { listModels }] = await Promise.all([
      import('#cli/local/open.ts'),
      import('#cli/local/list-models.ts'),
    ]);
    const { stores } = await openLocal(env);
    const models = (await listModels(stores, agent, options.provider)).filter(
      ({ key, available, tags }) =>
        (options.all || available || tags.some((tag) => !/^(?:retires:|not-allowed$)/.test(tag))) &&
        (options.provider === undefined || key.startsWith(`${options.provider}/`)),
    );
    const rows = models.map(({ key, input, contextWindow, local, available, tags }) => [
      printable(key),
      input,
      contextWindow === null ? out.symbols.dash : `${Math.round(contextWindow / 1000)}k`,
      local ? 'yes' : 'no',
      available ? 'yes' : 'no',
      tags.map(printable).join(', '),
    ]);
    const head = ['Model', 'Input', 'Ctx', 'Local', 'Auth', 'Tags'].map(out.dim);
    const text = options.plain
      ? models.map(({ key }) => key).join('\n')
      : models.length === 0
        ? 'No model can be reached yet: add a credential, or see all with --all.'
        : table([head, ...rows]).join('\n');
    return { json: { count: models.length, models }, text };
  },
});
