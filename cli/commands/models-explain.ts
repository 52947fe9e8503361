import { defineCommand } from '#cli/command.ts';
import { printable, table } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { FailureReason } from '#core/routing/failure.ts';

export const modelsExplain = defineCommand({
  path: ['models', 'explain'],
  summary: 'Show which model and which credential a request would use, and why.',
  details: [
    'Found by the functions that route requests, with the cooldowns that the gateway knows; no secret is read and nothing is sent.',
  ],
  args: { usage: '[provider/model]', min: 0, max: 1 },
  options: {
    fail: {
      type: 'string',
      value: '<profile=reason,…>',
      summary:
        'Suppose that these fail: auth, rate_limit, billing, overloaded, server, timeout, unreachable…',
    },
    images: { type: 'boolean', summary: 'Suppose a request with images' },
  },
  takesAgent: true,
  examples: [
    ['models explain', 'For the primary model'],
    ['models explain anthropic/claude-sonnet-4-6 --fail anthropic:work=rate_limit', 'And what follows'],
  ],
  exitCodes: { 1: 'it failed, or nobody would answer' },
  schema: () =>
    import('#cli/commands/models-explain.schema.ts').then((schemas) => schemas.modelsExplainSchema),
  run: async ({ env, agent, args, options, out }) => {
    const [{ openLocal }, { explainModel }, { isFailureReason }] = await Promise.all([
      import('#cli/local/open.ts'),
      import('#store/explain-model.ts'),
      import('#core/routing/explain.ts'),
    ]);
    const fail: Record<string, FailureReason> = {};
    for (const pair of options.fail?.split(',') ?? []) {
      const equals = pair.lastIndexOf('=');
      const reason = pair.slice(equals + 1).trim();
      if (equals <= 0 || !isFailureReason(reason)) {
        throw new GatehouseError('bad_input', '--fail takes profile=reason.', {
          where: pair,
          hint: 'For example --fail anthropic:work=rate_limit.',
        });
      }
      fail[pair.slice(0, equals).trim()] = reason;
    }
    const { stores } = await openLocal(env);
    const model = args[0] ?? 'gatehouse';
    const steps = await explainModel(stores, { agent, model, fail, images: options.images });
    const { symbols } = out;
    const rows = steps.map((step) => {
      const where = step.kind === 'refused' ? '' : printable(step.model);
      const who = 'profile' in step && step.profile !== undefined ? printable(step.profile) : '';
      const until =
        step.kind === 'skipped' && step.until !== undefined
          ? ` Until ${new Date(step.until).toISOString()}.`
          : '';
      const marks = {
        model: out.dim(symbols.arrow),
        skipped: out.yellow(symbols.warn),
        fails: out.red(symbols.bad),
        answers: out.green(symbols.ok),
        refused: out.red(symbols.bad),
      };
      return [marks[step.kind], where, who, `${step.why}${until}`];
    });
    return {
      json: { agentId: agent, model, steps },
      text: table(rows).join('\n'),
      exit: steps.at(-1)?.kind === 'answers' ? 0 : 1,
    };
  },
});
