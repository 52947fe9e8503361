import { stat } from 'node:fs/promises';
import { say } from '#core/say/say.ts';
import type { Check, Seen } from '#store/doctor/check.ts';
import { ok } from '#store/doctor/check.ts';

/** Clocks of one machine differ by nothing; this is for file systems that round (milliseconds). */
const slackMs = 5 * 60 * 1000;
/** This code was not written before: 2026-01-01. */
const earliest = Date.UTC(2026, 0, 1);

/** The clock has not gone back: expiry, cooldowns and locks go by it. */
export const clock: Check = {
  id: 'clock',
  async run({ stores, now }) {
    const why = say(
      'Expiry, cooldowns and sign-ins go by the clock, and providers refuse a clock that is wrong.',
    );
    const hint = say('Set the clock, or turn its synchronisation on.');
    if (now < earliest) {
      return [
        {
          state: 'fail',
          what: say('The clock says {{day}}.', { day: { at: now, to: 'day' } }),
          why,
          hint,
        },
      ];
    }
    const found: Seen[] = [];
    for (const file of [stores.dir.configFile, stores.dir.profilesFile]) {
      const info = await stat(file).catch(() => undefined);
      if (info === undefined || info.mtimeMs <= now + slackMs) continue;
      found.push({
        about: file,
        state: 'warn',
        what: say('A file was changed in the future ({{when}}): the clock was set back.', {
          when: { at: info.mtimeMs, to: 'minute' },
        }),
        why,
        hint,
        where: file,
      });
    }
    return found.length > 0 ? found : ok(say('The clock agrees with the files.'));
  },
};
