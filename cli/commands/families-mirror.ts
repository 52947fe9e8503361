import { defineCommand } from '#cli/command.ts';
import { callMs, change, hostOf } from '#cli/host/family-host.ts';
import { printable } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';

const schemas = () => import('#cli/commands/families.schema.ts');
const oneSchema = () => schemas().then(({ familySchema }) => familySchema);
const oneId = { usage: '<id>', min: 1, max: 1 } as const;
const modeOption = {
  type: 'string',
  value: '<mode>',
  choices: ['reference', 'plain'],
  summary: 'What its credential file is to hold; what it can read when left out',
} as const;

const modeOf = (mode: string | undefined): { mode?: 'reference' | 'plain' } => {
  if (mode === undefined) return {};
  if (mode === 'reference' || mode === 'plain') return { mode };
  throw new GatehouseError('bad_input', 'The mode is reference or plain.');
};

export const familiesPreview = defineCommand({
  path: ['families', 'preview'],
  summary: 'Show what mirroring credentials to a gateway would change there; nothing is written.',
  args: oneId,
  options: { mode: modeOption },
  examples: [['families preview openclaw', 'Files, keys, before and after; secrets are masked']],
  schema: () => schemas().then(({ familyPreviewSchema }) => familyPreviewSchema),
  run: async (context) => {
    const { args, options, out } = context;
    const [id = ''] = args;
    const client = await hostOf(context);
    const { mode, changes } = await client.invoke(
      'families.preview',
      { id, ...modeOf(options.mode) },
      callMs,
    );
    const lines = changes.flatMap(({ file, key, before, after, why, restarts }) => [
      `${out.bold(printable(key))}  ${out.dim(printable(file))}`,
      ...(before === undefined ? [] : [`  - ${printable(before)}`]),
      ...(after === undefined ? [] : [`  + ${printable(after)}`]),
      `  ${printable(why)}${restarts ? ' Its gateway restarts for it.' : ''}`,
    ]);
    return {
      json: { id, mode, changes },
      text: lines.length === 0 ? 'Nothing would change there.' : lines.join('\n'),
    };
  },
});

export const familiesAdopt = defineCommand({
  path: ['families', 'adopt'],
  summary: 'Mirror credentials to a gateway from now on.',
  details: [
    'reference: no secret is written there, it asks Gatehouse for each. plain: the secrets stand in its own store, for versions that know no references. What is written can be taken back with release.',
  ],
  args: oneId,
  options: {
    mode: modeOption,
    yes: { type: 'boolean', short: 'y', summary: 'Secrets on disk are meant; do not ask' },
  },
  examples: [['families adopt openclaw', 'By what it can read']],
  schema: oneSchema,
  run: async (context) => {
    const { args, options, stdin, stderr, signal } = context;
    const [id = ''] = args;
    const client = await hostOf(context);
    const preview = await client.invoke('families.preview', { id, ...modeOf(options.mode) }, callMs);
    if (preview.mode === 'plain') {
      const { confirm } = await import('#cli/term/confirm.ts');
      await confirm(`Write the secrets themselves to the store of ${printable(id)}?`, {
        yes: options.yes,
        stdin,
        stderr,
        signal,
      });
    }
    const { mode } = preview;
    return change(
      context,
      'families.adopt',
      { id, mode },
      `${printable(id)} is mirrored to (${mode}).`,
      (one) => one.mirrored,
    );
  },
});

export const familiesRelease = defineCommand({
  path: ['families', 'release'],
  summary: 'Stop mirroring to a gateway, and take back what was written there.',
  args: oneId,
  options: { keep: { type: 'boolean', summary: 'Leave there what was written' } },
  examples: [
    ['families release openclaw', 'As if Gatehouse had never been there'],
    ['families release openclaw --keep', 'It keeps the credentials that it has now'],
  ],
  schema: oneSchema,
  run: (context) => {
    const [id = ''] = context.args;
    const undo = !context.options.keep;
    return change(
      context,
      'families.release',
      { id, undo },
      `${printable(id)} is not mirrored to any more.`,
      (one) => !one.mirrored,
    );
  },
});
