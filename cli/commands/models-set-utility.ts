import { defineCommand } from '#cli/command.ts';
import { printable } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';

export const modelsSetUtility = defineCommand({
  path: ['models', 'set-utility'],
  summary: 'Choose the model for titles and summaries: cheap and quick.',
  details: ['Clients reach it as the model "utility". Without one, the primary model does its work.'],
  args: { usage: '[provider/model]', min: 0, max: 1 },
  options: { clear: { type: 'boolean', summary: 'Back to the primary model' } },
  takesAgent: true,
  examples: [
    ['models set-utility anthropic/claude-haiku-4-5', 'For agent main'],
    ['models set-utility --clear', 'The primary model does it'],
  ],
  schema: () =>
    import('#cli/commands/models-catalog.schema.ts').then((schemas) => schemas.modelsSetUtilitySchema),
  run: async (context) => {
    const { agent, args, options, out } = context;
    const [named] = args;
    if ((named === undefined) !== options.clear) {
      throw new GatehouseError('bad_input', 'Name a model, or say --clear.', {
        hint: 'For example gatehouse models set-utility anthropic/claude-haiku-4-5.',
      });
    }
    const utility = named ?? null;
    const { callsFor } = await import('#cli/local/calls.ts');
    await (await callsFor(context)).invoke('models.setUtility', { agent, model: utility });
    const shown = utility === null ? 'the primary model' : printable(utility);
    return {
      json: { agentId: agent, utility },
      text: `${out.green(out.symbols.ok)} Utility model: ${out.bold(shown)}`,
    };
  },
});
