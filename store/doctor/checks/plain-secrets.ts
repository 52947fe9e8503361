import { say, wordsOf } from '#core/say/say.ts';
import type { Check, Seen } from '#store/doctor/check.ts';
import { ok } from '#store/doctor/check.ts';
import { syncMirrors } from '#store/mirror/mirror-store.ts';
import { clearPlaces } from '#store/secrets/clear-places.ts';

/** No secret stands in clear in what belongs to Gatehouse, but where the person chose that. */
export const plainSecrets: Check = {
  id: 'plain-secrets',
  limitMs: 10_000,
  async run({ stores, vault, env, now, mirrorHooks }) {
    const { found, problems } = await clearPlaces(stores, { env });
    const seen: Seen[] = [];
    const told = new Set<string>();
    for (const { kind, file, at, chosen } of found) {
      const where = at === '' || kind === 'environment' ? file : `${file} (${at})`;
      // What the environment holds is another check's subject; other tools' files are their own.
      if (kind === 'environment' || kind === 'other_tool' || told.has(where)) continue;
      told.add(where);
      if (kind === 'plain_mirror' && chosen === true) {
        seen.push({
          about: where,
          state: 'note',
          what: say('A mirror in plain mode holds a secret in clear, as was chosen.'),
          where,
        });
      } else if (kind === 'plain_mirror') {
        seen.push({
          about: where,
          state: 'warn',
          what: say('A secret stands in clear where a reference was chosen.'),
          why: say('Whoever can read the file has it, backups included.'),
          where,
          fix: say('Take the secret into the vault and put a reference in its place.'),
          async mend() {
            const items = new Set(await vault.list());
            await syncMirrors(stores, { ...mirrorHooks, items, now });
          },
        });
      } else {
        seen.push({
          about: where,
          state: kind === 'dotenv' ? 'note' : 'warn',
          what:
            kind === 'dotenv'
              ? say('The .env file holds a secret in clear.')
              : kind === 'residue'
                ? say('A copy that nobody reads holds a secret in clear.')
                : say('The configuration holds a secret in clear.'),
          why: say('Whoever can read the file has it, backups included.'),
          hint: say(
            'gatehouse secrets configure moves it into the vault; gatehouse vault places shows every place.',
          ),
          where,
        });
      }
    }
    for (const problem of problems)
      seen.push({
        about: problem.where,
        state: 'warn',
        what: wordsOf(problem, 'message'),
        where: problem.where,
      });
    return seen.length > 0 ? seen : ok(say('No secret stands in clear.'));
  },
};
