import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { say } from '#core/say/say.ts';
import type { Check, Seen } from '#store/doctor/check.ts';
import { ok } from '#store/doctor/check.ts';
import { isStaleLock, removeStaleLock } from '#store/lock.ts';

/** No lock was left behind by a program that is gone. */
export const staleLocks: Check = {
  id: 'stale-locks',
  async run({ stores, now }) {
    const names = await readdir(stores.dir.root, { recursive: true });
    const found: Seen[] = [];
    for (const name of names) {
      if (!name.endsWith('.lock')) continue;
      const path = join(stores.dir.root, name);
      const [text, info] = await Promise.all([
        readFile(path, 'utf8').catch(() => undefined),
        stat(path).catch(() => undefined),
      ]);
      if (text === undefined || info === undefined || !isStaleLock(text, info.mtimeMs, now)) continue;
      found.push({
        about: name,
        state: 'warn',
        what: say('A lock was left behind by a program that is gone.'),
        why: say('It is taken over by itself, but it can make the next change wait for up to half a minute.'),
        where: path,
        fix: say('Remove the lock.'),
        mend: () => removeStaleLock(path),
      });
    }
    return found.length > 0 ? found : ok(say('No lock was left behind.'));
  },
};
