import { defineCommand } from '#cli/command.ts';
import { printable } from '#cli/term/table.ts';

export const modelsProbe = defineCommand({
  path: ['models', 'probe'],
  summary: 'Ask a model for a word, with the credential that it would answer with now.',
  details: [
    'One small request, which costs a few tokens. It touches no cooldown and is not in the request log.',
  ],
  args: { usage: '<provider/model>', min: 1, max: 1 },
  options: {},
  takesAgent: true,
  examples: [
    ['models probe anthropic/claude-haiku-4-5', 'Does it answer, and how quickly?'],
    ['models probe default --agent work', 'The primary model of another agent'],
  ],
  exitCodes: { 0: 'it answered', 1: 'it did not' },
  schema: () => import('#cli/commands/models-catalog.schema.ts').then((schemas) => schemas.modelsProbeSchema),
  run: async (context) => {
    const { agent, args, out } = context;
    const [model = ''] = args;
    const { callsFor } = await import('#cli/local/calls.ts');
    const { value } = await (await callsFor(context)).invoke('models.probe', { agent, model });
    const mark = value.ok ? out.green(out.symbols.ok) : out.red(out.symbols.bad);
    const by = value.profile === undefined ? '' : ` with ${printable(value.profile)}`;
    const said = value.ok
      ? `answered${by} in ${Math.round(value.latencyMs)} ms`
      : (value.error?.message ?? '');
    const hint = value.error?.hint === undefined ? '' : `\n  ${value.error.hint}`;
    return {
      json: { model, agentId: agent, ...value },
      text: `${mark} ${out.bold(printable(model))} ${printable(said)}${value.ok ? '' : by}${hint}`,
      exit: value.ok ? 0 : 1,
    };
  },
});
