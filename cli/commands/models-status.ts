import { defineCommand } from '#cli/command.ts';
import { openLocal } from '#cli/local/open.ts';
import { modelsStatusText } from '#cli/term/models-status-text.ts';

export const modelsStatus = defineCommand({
  path: ['models', 'status'],
  summary: 'Show which model and which credential answer next, and what needs care.',
  details: [
    'Reads the state directory and the keychain itself, so it says the same with and without a running Gatehouse. Secrets are shown by their last four characters at most.',
    'A keychain that does not answer is no failure of --check: what it holds is then unknown, not missing.',
  ],
  options: {
    plain: { type: 'boolean', summary: 'Print only the primary model' },
    check: {
      type: 'boolean',
      summary: 'Say by the exit code whether something is missing, expired or about to be',
    },
  },
  takesAgent: true,
  examples: [
    ['models status', 'For people'],
    ['models status --check >/dev/null', 'For a timer or a script: see the exit codes'],
    ['models status --json --agent work', 'All of it, for another agent'],
  ],
  exitCodes: {
    0: 'answered; with --check: all is well',
    1: 'it failed; with --check: something is expired or missing, or a file cannot be read',
    2: 'with --check: a credential expires within 24 hours',
  },
  schema: () => import('#cli/commands/models-status.schema.ts').then((schemas) => schemas.modelsStatusSchema),
  run: async ({ env, agent, options, out }) => {
    const [{ stores }, { readModelsStatus }, { checkExitCode }] = await Promise.all([
      openLocal(env),
      import('#cli/local/models-status.ts'),
      import('#core/status/models-status.ts'),
    ]);
    const now = Date.now();
    const { status, views } = await readModelsStatus(stores, agent, now);
    return {
      json: status,
      text: options.plain ? (status.resolvedDefault ?? '') : modelsStatusText(status, views, out, now),
      exit: options.check ? checkExitCode(status) : 0,
    };
  },
});
