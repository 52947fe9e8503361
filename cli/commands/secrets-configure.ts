import { type CommandContext, defineCommand } from '#cli/command.ts';
import { needTerminal } from '#cli/term/ask.ts';
import { printable } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { ProfileTarget } from '#core/secret/plan.ts';

export const secretsConfigure = defineCommand({
  path: ['secrets', 'configure'],
  summary: 'Turn secrets of credentials into references, one question at a time.',
  details: [
    'Asks which credential, and where its secret lies otherwise: a variable, a file or behind a command of secrets.providers. Everything is resolved and shown before it is done.',
    'Needs a terminal; a script uses secrets apply --from plan.json.',
  ],
  options: {
    'plan-out': { type: 'string', value: '<file>', summary: 'Write the plan to a file, and do nothing else' },
    'allow-exec': { type: 'boolean', summary: 'Start the commands of exec references' },
    yes: { type: 'boolean', short: 'y', summary: 'Apply it without asking once more' },
  },
  takesAgent: true,
  examples: [
    ['secrets configure', 'Asks, shows, applies'],
    ['secrets configure --plan-out plan.json', 'For secrets apply on this or another machine'],
  ],
  schema: () => import('#cli/commands/secrets.schema.ts').then((schemas) => schemas.secretsApplySchema),
  run: async (context) => {
    const { agent, options, stdin, stderr, signal } = context;
    needTerminal(
      context,
      'secrets configure requires an interactive TTY.',
      'A script uses: gatehouse secrets apply --from plan.json',
    );
    const targets = await askTargets(context);
    const [{ makePlan }, { applied, previewed }, { confirm }] = await Promise.all([
      import('#core/secret/plan.ts'),
      import('#cli/local/apply-plan.ts'),
      import('#cli/term/confirm.ts'),
    ]);
    const plan = makePlan(targets, undefined, new Date());
    const out = options['plan-out'];
    if (out !== undefined) {
      const { writeFile } = await import('node:fs/promises');
      await writeFile(out, `${JSON.stringify(plan, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
      const json = { ok: true, dryRun: true, changes: [], errors: [], revision: null, undoUntil: null };
      return { json, text: `${context.out.symbols.arrow} gatehouse secrets apply --from ${out}` };
    }
    const { preview, ...result } = await previewed(context, plan, options['allow-exec']);
    if (!preview.ok) return result;
    stderr.write(`${result.text}\n`);
    await confirm(`Apply this to agent ${agent}?`, { yes: options.yes, stdin, stderr, signal });
    return applied(context, plan, options['allow-exec']);
  },
});

async function askTargets(context: CommandContext): Promise<ProfileTarget[]> {
  const { agent, env, stderr } = context;
  const [{ readProfiles }, { choose, ask }, { referenceOf }] = await Promise.all([
    import('#cli/local/profile-list.ts'),
    import('#cli/term/ask.ts'),
    import('#cli/local/reference.ts'),
  ]);
  const { views, stores } = await readProfiles(env, agent, { vault: false });
  const open = views.filter((view) => view.ref === undefined && view.type !== 'oauth');
  if (open.length === 0) {
    throw new GatehouseError('bad_input', 'No credential of this agent could become a reference.', {
      hint: 'Those that are references already, and sign-ins, stay as they are.',
    });
  }
  const targets: ProfileTarget[] = [];
  for (;;) {
    const left = open.filter(({ id }) => targets.every((target) => target.id !== id));
    const choices = left.map((view) => ({
      value: view as typeof view | undefined,
      label: `${view.id}  ${view.masked}`,
    }));
    if (targets.length > 0) choices.unshift({ value: undefined, label: 'done' });
    if (left.length === 0) return targets;
    const view = await choose('Which credential', choices, context);
    if (view === undefined) return targets;
    const source = await choose(
      'Where does its secret lie',
      [
        { value: 'env', label: 'env   a variable of the environment or of .env' },
        { value: 'file', label: 'file  a file of secrets.providers' },
        { value: 'exec', label: 'exec  a command of secrets.providers' },
      ],
      context,
    );
    const alias = await ask('Entry of secrets.providers (empty: the default):', context);
    const id = await ask(source === 'env' ? 'Name of the variable:' : 'Id:', context);
    try {
      const ref = await referenceOf(
        { source, 'ref-id': id, 'ref-provider': alias === '' ? undefined : alias },
        stores,
      );
      targets.push({
        agent,
        id: view.id,
        type: view.type === 'token' ? 'token' : 'api_key',
        provider: undefined,
        ref,
      });
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
      stderr.write(`${printable(error.message)} ${printable(error.hint ?? '')}\n`);
    }
  }
}
