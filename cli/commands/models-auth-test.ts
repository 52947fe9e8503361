import { defineCommand } from '#cli/command.ts';
import { printable } from '#cli/term/table.ts';

export const modelsAuthTest = defineCommand({
  path: ['models', 'auth', 'test'],
  summary: 'Ask the provider whether it takes a credential, and say why when it does not.',
  details: [
    'One small request that costs nothing: the list of models. The running Gatehouse makes it; where none runs, it is started for this and ended again.',
  ],
  args: { usage: '<profileId>', min: 1, max: 1 },
  options: {},
  takesAgent: true,
  examples: [['models auth test anthropic:work', 'For people; --json has a stable word for the reason']],
  exitCodes: { 0: 'the provider took it', 1: 'it did not, or could not be asked' },
  schema: () =>
    import('#cli/commands/models-auth-test.schema.ts').then((schemas) => schemas.testedCredentialSchema),
  run: async (context) => {
    const { agent, args, out } = context;
    const [id = ''] = args;
    const { withHost, testProfile } = await import('#cli/host/test-profile.ts');
    const result = await withHost(context, (client) => testProfile(client, { agent, id }));
    const ok = result.outcome === 'ok';
    const mark = ok ? out.green(out.symbols.ok) : out.red(out.symbols.bad);
    return {
      json: { id, agentId: agent, ...result },
      text: `${mark} ${out.bold(printable(id))}: ${printable(result.message)} ${out.dim(`(${result.reason ?? result.outcome}, ${Math.round(result.latencyMs)} ms)`)}`,
      exit: ok ? 0 : 1,
    };
  },
});
