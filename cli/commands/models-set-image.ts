import { defineCommand } from '#cli/command.ts';
import { printable } from '#cli/term/table.ts';

export const modelsSetImage = defineCommand({
  path: ['models', 'set-image'],
  summary: 'Choose the model for requests with images, when the primary takes none.',
  args: { usage: '<provider/model>', min: 1, max: 1 },
  options: {},
  takesAgent: true,
  examples: [['models set-image google/gemini-2.5-flash', 'For agent main']],
  schema: () =>
    import('#cli/commands/models-catalog.schema.ts').then((schemas) => schemas.modelsSetImageSchema),
  run: async ({ env, agent, args, out }) => {
    const image = args[0] ?? '';
    const [{ openLocal }, { setImageModel }] = await Promise.all([
      import('#cli/local/open.ts'),
      import('#store/model-config.ts'),
    ]);
    const { stores } = await openLocal(env);
    await setImageModel(stores, { agent, model: image });
    return {
      json: { agentId: agent, image },
      text: `${out.green(out.symbols.ok)} Image model: ${out.bold(printable(image))}`,
    };
  },
});
