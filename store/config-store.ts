import { readFile } from 'node:fs/promises';
import type { Config } from '#core/config/config.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { say, type Words } from '#core/say/say.ts';
import { sweepLeftovers, writeFileAtomic } from '#store/atomic-file.ts';
import { editConfigText } from '#store/config/edit.ts';
import { type CheckedConfig, checkConfig, parseConfigText } from '#store/config/parse.ts';
import { type LockOptions, withLock } from '#store/lock.ts';
import type { ConfigRead, ConfigStore } from '#store/stores.ts';
import { watchFile } from '#store/watch-file.ts';

/** A config beyond this is no config (bytes). */
const largestConfig = 4 * 1024 * 1024;

async function readText(file: string): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');
    if (text.length <= largestConfig) return text;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new GatehouseError('config_unreadable', say('The configuration cannot be read.'), {
      where: file,
      hint: say(
        'Check who owns the file and its permissions; until then the last good configuration stays in force.',
      ),
      cause,
    });
  }
  throw new GatehouseError('config_unreadable', say('The configuration is larger than 4 MiB.'), {
    where: file,
    hint: say('It is probably another file; put the right one there.'),
  });
}

function check(text: string, file: string): CheckedConfig {
  try {
    return checkConfig(parseConfigText(text, file), file);
  } catch (cause) {
    if (cause instanceof GatehouseError) throw cause;
    // A nesting so deep that the stack ends, for example.
    throw new GatehouseError('config_invalid', say('The configuration cannot be understood.'), {
      where: file,
      hint: say('Mend the file; until then the last good configuration stays in force.'),
      cause,
    });
  }
}

/**
 * `gatehouse.json`, JSON5. A missing file is an empty configuration; one that is not good leaves the last good one in
 * force (kept in memory, so a host that starts on a bad file has `{}`), and is never written to.
 */
export function openConfigStore(file: string, lockOptions: LockOptions = {}): ConfigStore {
  let lastGood: Config = {};
  let lastWarnings: Words[] = [];
  let seen: { text: string; checked: CheckedConfig } | undefined;

  const load = (text: string): CheckedConfig => {
    if (seen?.text !== text) seen = { text, checked: check(text, file) };
    lastGood = seen.checked.config;
    lastWarnings = seen.checked.warnings;
    return seen.checked;
  };

  const update: ConfigStore['update'] = (change) =>
    withLock(
      file,
      async (lock) => {
        const text = await readText(file);
        let edited = text;
        for (const { path, value } of change(check(text, file).config)) {
          edited = editConfigText(edited, path, value, file);
        }
        if (edited === text) return;
        const checked = check(edited, file);
        await sweepLeftovers(file);
        await writeFileAtomic(file, edited, { backup: true, beforeCommit: () => lock.assertHeld() });
        seen = { text: edited, checked };
        load(edited);
      },
      lockOptions,
    );

  return {
    async read(): Promise<ConfigRead> {
      try {
        return load(await readText(file));
      } catch (error) {
        if (!(error instanceof GatehouseError)) throw error;
        return { config: lastGood, warnings: lastWarnings, error: error.toCallError() };
      }
    },
    set: (path, value) => update(() => [{ path, value }]),
    update,
    watch: (listener) => watchFile(file, listener),
  };
}
