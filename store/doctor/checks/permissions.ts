import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { say } from '#core/say/say.ts';
import type { Check, Seen } from '#store/doctor/check.ts';
import { ok, skipped } from '#store/doctor/check.ts';

/** Enough for any state directory; beyond it something else has been put there. */
const mostEntries = 20_000;

/** The state directory and all in it belong to this user, and nobody else can read or write them. */
export const permissions: Check = {
  id: 'permissions',
  async run({ stores, platform, signal }) {
    if (platform === 'win32')
      return skipped(say('Windows keeps the profile directory private by its own rules.'));
    const uid = process.getuid?.();
    const found: Seen[] = [];
    const waiting = [stores.dir.root];
    let count = 0;
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      signal.throwIfAborted();
      const info = await lstat(path).catch(() => undefined);
      if (info === undefined || info.isSymbolicLink()) continue;
      if (++count > mostEntries) {
        found.push({
          about: 'many',
          state: 'warn',
          what: say('There are more than {{mostEntries}} files; the rest was not looked at.', {
            mostEntries,
          }),
          where: stores.dir.root,
        });
        break;
      }
      const mode = info.mode & 0o777;
      if (uid !== undefined && info.uid !== uid) {
        found.push({
          about: path,
          state: 'fail',
          what: say('It belongs to another user.'),
          why: say('Gatehouse cannot vouch for what others may change, and may be unable to write it.'),
          hint: say('Give it back to you: sudo chown {{uid}} "{{path}}"', {
            uid: String(uid),
            path,
          }),
          where: path,
        });
      } else if ((mode & 0o077) !== 0) {
        const wanted = mode & 0o700;
        found.push({
          about: path,
          state: 'fail',
          what: say('Others can reach it ({{mode}}).', { mode: mode.toString(8).padStart(4, '0') }),
          why: say('The state directory holds references, tokens of running programs and your history.'),
          where: path,
          fix: say('Set its permissions to {{mode}}.', { mode: wanted.toString(8).padStart(4, '0') }),
          mend: () => chmod(path, wanted),
        });
      }
      if (info.isDirectory()) {
        const names = await readdir(path).catch(() => [] as string[]);
        waiting.push(...names.map((name) => join(path, name)));
      }
    }
    if (found.length > 0) return found.toSorted((a, b) => ((a.where ?? '') < (b.where ?? '') ? -1 : 1));
    return ok(say('Every file and directory here is yours alone ({{count}}).', { count }));
  },
};
