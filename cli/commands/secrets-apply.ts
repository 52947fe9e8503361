import { type CommandContext, defineCommand } from '#cli/command.ts';
import { GatehouseError } from '#core/contract/error.ts';

/** Far above any plan (bytes). */
const largestPlan = 4 * 1024 * 1024;

export const secretsApply = defineCommand({
  path: ['secrets', 'apply'],
  summary: 'Turn secrets into references by a plan, in the plan format of the OpenClaw family.',
  details: [
    'Every reference is resolved first; when one fails, nothing is written. What is replaced is kept in the vault for a day, and the same secrets are taken out of the config and .env, where they stood in clear.',
    'secrets configure makes a plan by asking.',
  ],
  options: {
    from: { type: 'string', value: '<file>', summary: 'The plan, as JSON; - reads standard input' },
    'dry-run': { type: 'boolean', summary: 'Say what it would do, and write nothing' },
    'allow-exec': { type: 'boolean', summary: 'Start the commands that the plan names' },
    undo: { type: 'boolean', summary: 'Take the last applied plan back (within a day)' },
  },
  examples: [
    ['secrets apply --from plan.json --dry-run', 'What it would do'],
    ['secrets apply --from plan.json --allow-exec', 'Do it, with the commands that it names'],
    ['secrets apply --undo', 'As it was before'],
  ],
  exitCodes: { 0: 'applied; with --dry-run: it can be', 1: 'it cannot be applied, and nothing was written' },
  schema: () => import('#cli/commands/secrets.schema.ts').then((schemas) => schemas.secretsApplySchema),
  run: async (context) => {
    const { options } = context;
    if ((options.from === undefined) === !options.undo) {
      throw new GatehouseError('bad_input', 'Which plan? --from <file>, or --undo.', {
        hint: 'gatehouse secrets configure makes one.',
      });
    }
    const { applied, previewed, undone } = await import('#cli/local/apply-plan.ts');
    if (options.undo) return undone(context);
    const plan = await readPlan(context, options.from ?? '-');
    if (!options['dry-run']) return applied(context, plan, options['allow-exec']);
    const { preview: _, ...result } = await previewed(context, plan, options['allow-exec']);
    return result;
  },
});

async function readPlan({ stdin }: CommandContext, from: string): Promise<unknown> {
  const [{ readAll }, { readFile }] = await Promise.all([
    import('#cli/term/read-all.ts'),
    import('node:fs/promises'),
  ]);
  const where = from === '-' ? 'standard input' : from;
  const text =
    from === '-'
      ? await readAll(stdin, largestPlan)
      : await readFile(from, 'utf8').catch(() => {
          throw new GatehouseError('bad_input', 'The plan cannot be read.', { where });
        });
  try {
    return JSON.parse(text);
  } catch {
    throw new GatehouseError('bad_input', 'The plan is not valid JSON.', { where });
  }
}
