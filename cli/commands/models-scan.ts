import { defineCommand } from '#cli/command.ts';
import { printable, table } from '#cli/term/table.ts';

export const modelsScan = defineCommand({
  path: ['models', 'scan'],
  summary: 'Ask for lists of models: the servers on this machine, or one provider.',
  details: [
    'With --provider the list is asked with its first credential. With --add, models that are new go into gatehouse.json.',
  ],
  options: {
    provider: { type: 'string', value: '<id>', summary: 'Ask this provider' },
    add: { type: 'boolean', summary: 'Add what is new to the configuration' },
  },
  takesAgent: true,
  examples: [
    ['models scan', 'Ollama and LM Studio on this machine'],
    ['models scan --provider openrouter --add', 'And keep what is new'],
  ],
  schema: () => import('#cli/commands/models-catalog.schema.ts').then((schemas) => schemas.modelsScanSchema),
  run: async ({ env, agent, options, out, signal }) => {
    const [{ openLocal }, { scanModels, addModels }] = await Promise.all([
      import('#cli/local/open.ts'),
      import('#store/scan-models.ts'),
    ]);
    const { stores } = await openLocal(env);
    const found = await scanModels(stores, { agent, provider: options.provider }, signal);
    const providers = [];
    for (const { problem, models, ...about } of found) {
      const listed = models.map(({ known: _, ...model }) => model);
      // Under the store's lock; a host that runs sees the file change.
      const added = options.add && listed.length > 0 ? await addModels(stores, about.provider, listed) : [];
      providers.push({
        ...about,
        ...(problem === undefined ? {} : { problem: problem.message }),
        models: models.map(({ id, name, known }) => ({
          id,
          ...(name === undefined ? {} : { name }),
          known,
        })),
        added,
      });
    }
    const text = providers.map(({ name, baseUrl, problem, models }) =>
      [
        `${problem === undefined ? out.green(out.symbols.ok) : out.dim(out.symbols.off)} ${out.bold(name)} ${out.dim(baseUrl)}${problem === undefined ? '' : ` ${problem}`}`,
        ...table(
          models.map(({ id, known }) => [printable(id), known ? '' : out.green('new')]),
          '  ',
        ),
      ].join('\n'),
    );
    return {
      json: { providers },
      text: text.join('\n'),
      exit: providers.some(({ problem }) => problem === undefined) ? 0 : 1,
    };
  },
});
