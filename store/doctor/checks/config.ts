import { say, wordsOf } from '#core/say/say.ts';
import type { Check } from '#store/doctor/check.ts';
import { ok } from '#store/doctor/check.ts';

/** The config file is in force, and every key in it is one that this version knows. */
export const configCheck: Check = {
  id: 'config',
  async run({ stores }) {
    const { error, warnings } = await stores.config.read();
    if (error) {
      return [
        {
          state: 'fail',
          what: wordsOf(error, 'message'),
          why: say(
            'The last good configuration stays in force, and nothing can be changed until it is mended.',
          ),
          where: error.where ?? stores.dir.configFile,
          hint: wordsOf(error, 'hint'),
        },
      ];
    }
    if (warnings.length === 0) return ok(say('The configuration is valid.'));
    return warnings.map((what, index) => ({
      about: String(index + 1),
      state: 'warn' as const,
      what,
      why: say('A key that is not known has no effect: often it is misspelt, or stands at the wrong place.'),
      where: stores.dir.configFile,
    }));
  },
};
