import { defineCommand } from '#cli/command.ts';
import { hostOf, watchOne } from '#cli/host/family-host.ts';
import { printable } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';

/** Milliseconds: a package is fetched, and two gateways start for the first time. */
const upgradeMs = 30 * 60_000;
const over = ['done', 'rolled_back', 'failed', 'cancelled'];

export const familiesUpgrade = defineCommand({
  path: ['families', 'upgrade'],
  summary: 'Upgrade a gateway after the new version was tried on a copy of its credentials.',
  details: [
    'The new version is installed beside, started on a spare port against the copy, and its status compared; only then is the installed one changed. Ctrl-C cancels as long as nothing was changed.',
  ],
  args: { usage: '<id> <version>', min: 2, max: 2 },
  options: {},
  examples: [['families upgrade openclaw 2026.5.7', 'For an installation that npm put there']],
  exitCodes: { 1: 'It failed, was cancelled, or was rolled back; the installed version is as it was' },
  schema: () =>
    import('#cli/commands/families.schema.ts').then(({ familyUpgradeSchema }) => familyUpgradeSchema),
  run: async (context) => {
    const [id = '', to = ''] = context.args;
    const client = await hostOf(context);
    const { progress } = await import('#cli/term/progress.ts');
    const shown = progress(context.stderr, context.err);
    const cancel = () => {
      // The client of this command is cancelled with it.
      const { env } = context;
      void import('#cli/host/find-host.ts')
        .then(({ findHost }) => findHost(env, new AbortController().signal))
        .then((host) => host?.client.invoke('families.cancelUpgrade', { id }));
    };
    context.signal.addEventListener('abort', cancel, { once: true });
    try {
      await client.invoke('families.upgrade', { id, to });
      let step = '';
      const { upgrade } = await watchOne(
        client,
        id,
        (one) => {
          if (one.upgrade !== undefined && one.upgrade.step !== step) {
            step = one.upgrade.step;
            shown.step(`${step}${context.err.symbols.ellipsis}`);
          }
          return over.includes(one.upgrade?.step ?? '');
        },
        upgradeMs,
      );
      if (upgrade === undefined) throw new GatehouseError('internal', 'The upgrade is not known.');
      const done = upgrade.step === 'done';
      const { out } = context;
      return {
        json: { id, upgrade },
        text: [
          `${done ? out.green(out.symbols.ok) : out.red(out.symbols.bad)} ${upgrade.step}`,
          ...upgrade.notes.map((note) => `  ${printable(note.text)}`),
        ].join('\n'),
        exit: done ? 0 : 1,
      };
    } finally {
      context.signal.removeEventListener('abort', cancel);
      shown.end();
    }
  },
});
