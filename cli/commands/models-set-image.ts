import { defineCommand } from '#cli/command.ts';
import { printable } from '#cli/term/table.ts';

export const modelsSetImage = defineCommand({
  path: ['models', 'set-image'],
  summary: 'Choose the model for requests with images, when the primary takes none.',
  args: { usage: '<provider/model>', min: 1, max: 1 },
  options: {},
  takesAgent: true,
  examples: [['models set-image google/gemini-3.8-flash', 'For agent main']],
  schema: () =>
    import('#cli/commands/models-catalog.schema.ts').then((schemas) => schemas.modelsSetImageSchema),
  run: async (context) => {
    const { agent, args, out } = context;
    const image = args[0] ?? '';
    const { callsFor } = await import('#cli/local/calls.ts');
    await (await callsFor(context)).invoke('models.setImage', { agent, model: image });
    return {
      json: { agentId: agent, image },
      text: `${out.green(out.symbols.ok)} Image model: ${out.bold(printable(image))}`,
    };
  },
});
