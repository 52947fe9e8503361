import { defineCommand } from '#cli/command.ts';
import { duration } from '#cli/term/duration.ts';
import { printable, table } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';

export const modelsAuthCalendar = defineCommand({
  path: ['models', 'auth', 'calendar'],
  summary: 'Show which credential ends when, the next one first; or write it as a calendar file.',
  details: [
    'All agents. --ics writes iCalendar (RFC 5545) with an alarm before each end, as long as warnHours of the settings says (a day); what Gatehouse renews by itself is not in it.',
  ],
  options: {
    ics: {
      type: 'string',
      value: '<file>',
      summary: 'Write a calendar file; - writes it to standard output',
    },
    force: { type: 'boolean', short: 'f', summary: 'Replace a file that is there' },
  },
  examples: [
    ['models auth calendar', 'For people'],
    ['models auth calendar --ics gatehouse.ics --force', 'For a calendar program, anew each time'],
  ],
  schema: () =>
    import('#cli/commands/models-auth-calendar.schema.ts').then((schemas) => schemas.authCalendarSchema),
  run: async ({ env, options, out }) => {
    const [{ openLocal }, { readLocalTopics }, { expiryCalendar, expiryIcs }, { warnWindowMs }] =
      await Promise.all([
        import('#cli/local/open.ts'),
        import('#cli/local/topics.ts'),
        import('#core/status/calendar.ts'),
        import('#core/config/warn-window.ts'),
      ]);
    const now = Date.now();
    const { stores } = await openLocal(env);
    const { profiles } = await readLocalTopics(stores, now);
    if (profiles.error) {
      const { code, message, hint, where } = profiles.error;
      throw new GatehouseError(code, message, { ...(hint ? { hint } : {}), ...(where ? { where } : {}) });
    }
    const warnMs = warnWindowMs((await stores.config.read()).config);
    const entries = expiryCalendar(profiles.agents, now);
    const file = options.ics;
    if (file === '-') return { text: expiryIcs(entries, now, warnMs), json: { entries, ics: null } };
    if (file !== undefined) {
      const { writeFile } = await import('node:fs/promises');
      await writeFile(file, expiryIcs(entries, now, warnMs), { flag: options.force ? 'w' : 'wx' }).catch(
        (error: NodeJS.ErrnoException) => {
          throw error.code === 'EEXIST'
            ? new GatehouseError('bad_input', 'There is a file of this name.', {
                where: file,
                hint: 'Add --force to replace it.',
              })
            : new GatehouseError('write_failed', 'The calendar cannot be written there.', { where: file });
        },
      );
    }
    const marks = {
      ok: out.green(out.symbols.ok),
      expiring: out.yellow(out.symbols.warn),
      expired: out.red(out.symbols.bad),
    };
    const rows = entries.map((entry) => [
      `${marks[entry.status]} ${out.bold(printable(entry.profileId))}`,
      entry.agentId === 'main' ? '' : entry.agentId,
      entry.status === 'expired'
        ? `ended ${duration(entry.remainingMs)} ago`
        : `in ${duration(entry.remainingMs)}`,
      new Date(entry.expiresAt).toISOString().slice(0, 16).replace('T', ' '),
      entry.renewed ? out.dim('renewed by itself') : out.dim(printable(entry.label ?? '')),
    ]);
    return {
      json: { entries, ics: file ?? null },
      text: [
        ...(rows.length === 0 ? ['No credential has an end.'] : table(rows)),
        ...(file === undefined ? [] : [`${out.symbols.arrow} ${printable(file)}`]),
      ].join('\n'),
    };
  },
});
