import { defineCommand } from '#cli/command.ts';
import { duration } from '#cli/term/duration.ts';
import { printable, table } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';

const targetOption = {
  type: 'string',
  short: 't',
  value: '<id>',
  summary: 'Which gateway: embedded (the default), or a key of gatehouse.mirrors in the config',
} as const;
const schemas = () => import('#cli/commands/mirrors.schema.ts');

export const mirrorsList = defineCommand({
  path: ['mirrors', 'list'],
  summary:
    'List the auth-profiles.json that gateways read, how each is written, and whether it is up to date.',
  options: {},
  examples: [['mirrors list', 'Every agent of every gateway']],
  schema: () => schemas().then(({ mirrorsListSchema }) => mirrorsListSchema),
  run: async ({ env, out }) => {
    const [{ openLocal }, { mirrorStatus }] = await Promise.all([
      import('#cli/local/open.ts'),
      import('#store/mirror/mirror-store.ts'),
    ]);
    const { stores } = await openLocal(env);
    const [mirrors, { revision }] = await Promise.all([mirrorStatus(stores), stores.profiles.read()]);
    const rows = mirrors.map(({ target, agent, mode, path, error, revision: shows }) => [
      error
        ? `${out.red(out.symbols.bad)} ${printable(error.message)}`
        : shows === revision
          ? `${out.green(out.symbols.ok)} up to date`
          : `${out.yellow(out.symbols.warn)} shows revision ${shows} of ${revision}`,
      target,
      agent,
      mode,
      out.dim(printable(path)),
    ]);
    return { json: { storeRevision: revision, mirrors }, text: table(rows).join('\n') };
  },
});

export const mirrorsSetMode = defineCommand({
  path: ['mirrors', 'set-mode'],
  summary: 'Choose what a gateway’s mirror holds: references, or the secrets themselves.',
  details: [
    'reference: no secret is on disk; the gateway resolves each one from the keychain through Gatehouse. plain: the secrets stand in the file (readable by you alone), for gateways that know no references.',
  ],
  args: { usage: '<reference|plain>', min: 1, max: 1, choices: ['reference', 'plain'] },
  options: {
    target: targetOption,
    yes: { type: 'boolean', short: 'y', summary: 'Secrets on disk are meant; do not ask' },
  },
  examples: [
    ['mirrors set-mode reference', 'No secret on disk'],
    ['mirrors set-mode plain --target openclaw --yes', 'For a gateway that cannot resolve references'],
  ],
  schema: () => schemas().then(({ mirrorModeSchema }) => mirrorModeSchema),
  run: async (context) => {
    const { args, options, out, stdin, stderr, signal } = context;
    const [mode] = args;
    if (mode !== 'reference' && mode !== 'plain') {
      throw new GatehouseError('bad_input', 'The mode is reference or plain.');
    }
    const target = options.target ?? 'embedded';
    if (mode === 'plain') {
      const { confirm } = await import('#cli/term/confirm.ts');
      await confirm(`Write the secrets themselves to disk for ${printable(target)}?`, {
        yes: options.yes,
        stdin,
        stderr,
        signal,
      });
    }
    const { callsFor } = await import('#cli/local/calls.ts');
    const calls = await callsFor(context);
    const { warnings } = await calls.invoke('mirrors.setMode', { target, mode });
    return {
      json: { target, mode, via: calls.via },
      warnings,
      text: `${out.green(out.symbols.ok)} The mirror ${printable(target)} holds ${mode === 'plain' ? 'the secrets themselves' : 'references'}.`,
    };
  },
});

export const mirrorsJournal = defineCommand({
  path: ['mirrors', 'journal'],
  summary: 'Show what was last written to a gateway’s mirror, newest first.',
  options: { target: targetOption },
  examples: [['mirrors journal', 'With the ids that mirrors undo takes']],
  schema: () => schemas().then(({ mirrorJournalSchema }) => mirrorJournalSchema),
  run: async (context) => {
    const { out } = context;
    const target = context.options.target ?? 'embedded';
    const { callsFor } = await import('#cli/local/calls.ts');
    const calls = await callsFor(context);
    const { entries } = (await calls.invoke('mirrors.journal', { target })).value;
    const now = Date.now();
    const rows = entries.map(({ id, at, what, undoable }) => [
      out.dim(id),
      `${duration(now - at)} ago`,
      printable(what),
      undoable ? '' : out.dim('cannot be undone'),
    ]);
    return {
      json: { target, entries },
      text: rows.length === 0 ? 'Nothing was written there yet.' : table(rows).join('\n'),
    };
  },
});

export const mirrorsUndo = defineCommand({
  path: ['mirrors', 'undo'],
  summary: 'Put back what one write to a mirror changed; vault and profiles stay.',
  args: { usage: '<entry>', min: 1, max: 1 },
  options: {
    target: targetOption,
    yes: { type: 'boolean', short: 'y', summary: 'Do not ask for confirmation' },
  },
  examples: [['mirrors undo 0123456789abcdef --yes', 'An id of mirrors journal']],
  schema: () => schemas().then(({ mirrorUndoSchema }) => mirrorUndoSchema),
  run: async (context) => {
    const { args, options, out, stdin, stderr, signal } = context;
    const [entry = ''] = args;
    const target = options.target ?? 'embedded';
    const [{ callsFor }, { confirm }] = await Promise.all([
      import('#cli/local/calls.ts'),
      import('#cli/term/confirm.ts'),
    ]);
    await confirm('Put back what stood there before?', { yes: options.yes, stdin, stderr, signal });
    const calls = await callsFor(context);
    const { warnings } = await calls.invoke('mirrors.undo', { target, entry });
    return {
      json: { target, undone: entry, via: calls.via },
      warnings,
      text: `${out.green(out.symbols.ok)} It is as it was before that write.`,
    };
  },
});
