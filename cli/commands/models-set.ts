import { defineCommand } from '#cli/command.ts';
import { printable } from '#cli/term/table.ts';

export const modelsSet = defineCommand({
  path: ['models', 'set'],
  summary: 'Choose the primary model of an agent.',
  args: { usage: '<provider/model>', min: 1, max: 1 },
  options: {},
  takesAgent: true,
  examples: [
    ['models set anthropic/claude-sonnet-4-6', 'For agent main'],
    ['models set openrouter/moonshotai/kimi-k2 --agent work', 'The provider ends at the first slash'],
  ],
  schema: () => import('#cli/commands/models-set.schema.ts').then((schemas) => schemas.modelsSetSchema),
  run: async (context) => {
    const { agent, args, out } = context;
    const model = args[0] ?? '';
    const { changesFor } = await import('#cli/local/changes.ts');
    const changes = await changesFor(context);
    await changes.check({ agent });
    await changes.setPrimary({ agent, model });
    return {
      json: { agentId: agent, primary: model, via: changes.via },
      text: `${out.green(out.symbols.ok)} ${agent === 'main' ? 'Primary model' : `Primary model of ${agent}`}: ${out.bold(printable(model))}`,
    };
  },
});
