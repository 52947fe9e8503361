import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { GatehouseError } from '#core/contract/error.ts';
import { emptyProfilesDoc, type ProfilesDoc, profilesDocSchema } from '#core/profile/profile.ts';
import { say, type Words } from '#core/say/say.ts';
import { sweepLeftovers, writeFileAtomic } from '#store/atomic-file.ts';
import { type LockOptions, withLock } from '#store/lock.ts';
import type { ProfileStore } from '#store/stores.ts';
import { watchFile } from '#store/watch-file.ts';

function unreadable(file: string, message: Words, hint: Words, cause?: unknown): GatehouseError {
  return new GatehouseError('profiles_unreadable', message, { where: file, hint, cause });
}

const restore = (file: string) =>
  say(
    'Mend the file, or put back the generation before it: {{file}}.bak. Nothing is written until it can be read.',
    {
      file,
    },
  );

/**
 * Parses `profiles.json` strictly. What comes back is the parsed JSON itself and not a copy made by the schema, so
 * that fields which this version does not know survive at every depth.
 */
export function parseProfiles(text: string, file: string): ProfilesDoc {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw unreadable(file, say('The profiles file is not valid JSON.'), restore(file), cause);
  }
  const version = (parsed as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > 1) {
    throw unreadable(
      file,
      say('The profiles file was written by a newer Gatehouse (format {{version}}).', { version }),
      say('Update Gatehouse; this version does not touch the file.'),
    );
  }
  const checked = z.safeParse(profilesDocSchema, parsed);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    throw unreadable(
      file,
      say('The profiles file is damaged at "{{place}}": {{message}}.', {
        place: issue?.path.join('.') ?? '',
        message: issue?.message ?? 'wrong shape',
      }),
      restore(file),
    );
  }
  return parsed as ProfilesDoc;
}

async function readProfiles(file: string): Promise<ProfilesDoc> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return structuredClone(emptyProfilesDoc);
    throw unreadable(
      file,
      say('The profiles file cannot be read.'),
      say('Check who owns it and its permissions.'),
      cause,
    );
  }
  return parseProfiles(text, file);
}

/**
 * `profiles.json`: read strictly, changed under the cross-process lock, replaced in one step with the previous
 * generation kept as `profiles.json.bak`.
 */
export function openProfileStore(file: string, lockOptions: LockOptions = {}): ProfileStore {
  return {
    read: () => readProfiles(file),
    update: (change) =>
      withLock(
        file,
        async (lock) => {
          const before = await readProfiles(file);
          const changed = change(structuredClone(before));
          const next: ProfilesDoc = { ...changed, version: 1, revision: before.revision + 1 };
          const checked = z.safeParse(profilesDocSchema, next);
          if (!checked.success) {
            const issue = checked.error.issues[0];
            throw new GatehouseError(
              'bad_input',
              say('The change does not fit at "{{place}}".', { place: issue?.path.join('.') ?? '' }),
              {
                where: file,
                cause: checked.error,
              },
            );
          }
          await sweepLeftovers(file);
          await writeFileAtomic(file, `${JSON.stringify(next, null, 2)}\n`, {
            backup: true,
            beforeCommit: () => lock.assertHeld(),
          });
          return next;
        },
        lockOptions,
      ),
    watch: (listener) => watchFile(file, listener),
  };
}
