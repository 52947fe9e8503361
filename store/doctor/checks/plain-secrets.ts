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
          what: 'A mirror in plain mode holds a secret in clear, as was chosen.',
          where,
        });
      } else if (kind === 'plain_mirror') {
        seen.push({
          about: where,
          state: 'warn',
          what: 'A secret stands in clear where a reference was chosen.',
          why: 'Whoever can read the file has it, backups included.',
          where,
          fix: 'Take the secret into the vault and put a reference in its place.',
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
              ? 'The .env file holds a secret in clear.'
              : kind === 'residue'
                ? 'A copy that nobody reads holds a secret in clear.'
                : 'The configuration holds a secret in clear.',
          why: 'Whoever can read the file has it, backups included.',
          hint: 'gatehouse secrets configure moves it into the vault; gatehouse vault places shows every place.',
          where,
        });
      }
    }
    for (const { where, message } of problems)
      seen.push({ about: where, state: 'warn', what: message, where });
    return seen.length > 0 ? seen : ok('No secret stands in clear.');
  },
};
