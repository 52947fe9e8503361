import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { homedir as systemHome } from 'node:os';
import { join } from 'node:path';
import type { GatehouseError } from '#core/contract/error.ts';
import { say, type Words } from '#core/say/say.ts';
import { jsonPointer } from '#core/secret/json-pointer.ts';
import {
  defaultSecretBytes,
  defaultSecretTimeoutMs,
  type FileSecretProvider,
} from '#core/secret/secrets-config.ts';
import { found, missing, type Resolved, refError } from '#store/secrets/trouble.ts';

export interface FileSourceOptions {
  homedir?: string;
  signal?: AbortSignal | undefined;
}

/**
 * Reads ids from one file: opened without following a symlink, and judged by what was opened, not by its name. It
 * belongs to this user, nobody else may read it, and it is no larger than the limit.
 * @returns one answer per id; a file that cannot be used is the same answer for all.
 */
export async function resolveFileRefs(
  alias: string,
  provider: FileSecretProvider,
  ids: readonly string[],
  options: FileSourceOptions = {},
): Promise<Map<string, Resolved>> {
  const { homedir = systemHome(), signal } = options;
  const path = provider.path.startsWith('~/') ? join(homedir, provider.path.slice(2)) : provider.path;
  const limitMs = provider.timeoutMs ?? defaultSecretTimeoutMs;
  const text = await limited(
    readSafely(alias, path, provider.maxBytes ?? defaultSecretBytes),
    limitMs,
    signal,
    () =>
      refError(
        'secret_provider_slow',
        { source: 'file', provider: alias },
        say('The secret file of "{{alias}}" could not be read in {{limitMs}} ms.', { alias, limitMs }),
        say('Check the file system it lies on.'),
      ),
  );
  const read = typeof text === 'string' ? reader(alias, provider, text) : () => missing(text);
  return new Map(ids.map((id) => [id, read(id)]));
}

function reader(alias: string, provider: FileSecretProvider, text: string): (id: string) => Resolved {
  const ref = (id: string) => ({ source: 'file', provider: alias, id }) as const;
  const empty = (id: string) =>
    missing(
      refError(
        'secret_ref_unresolved',
        ref(id),
        say('The file of "{{alias}}" has no text at {{id}}.', { alias, id }),
        say('A secret is a text that is not empty; check the id.'),
      ),
    );
  if (provider.mode === 'singleValue') {
    const value = text.trim();
    return (id) => {
      if (id === 'value') return value === '' ? empty(id) : found(value);
      return missing(
        refError(
          'secret_ref_invalid',
          ref(id),
          say('The provider "{{alias}}" is a single value, so its only id is "value".', { alias }),
          say('Use the id "value", or the mode "json".'),
        ),
      );
    };
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // The cause would quote the file.
    const damaged = refError(
      'secret_provider_failed',
      { source: 'file', provider: alias },
      say('The secret file of "{{alias}}" is not valid JSON.', { alias }),
      say('Mend it, or use the mode "singleValue".'),
    );
    return () => missing(damaged);
  }
  return (id) => {
    if (!id.startsWith('/')) {
      return missing(
        refError(
          'secret_ref_invalid',
          ref(id),
          say('The provider "{{alias}}" is a JSON file, so an id is a pointer such as /providers/openai.', {
            alias,
          }),
          say('Use a JSON pointer, or the mode "singleValue".'),
        ),
      );
    }
    const value = jsonPointer(parsed, id);
    const trimmed = typeof value === 'string' ? value.trim() : '';
    return trimmed === '' ? empty(id) : found(trimmed);
  };
}

/** The text of the file, or the error of all its ids. */
async function readSafely(alias: string, path: string, maxBytes: number): Promise<string | GatehouseError> {
  const at = { source: 'file', provider: alias } as const;
  const unsafe = (message: Words, hint: Words) => refError('secret_provider_unsafe', at, message, hint);
  const posix = process.platform !== 'win32';
  // A pipe would block the opening until somebody writes into it.
  const flags = posix ? constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK : constants.O_RDONLY;
  try {
    const handle = await open(path, flags);
    try {
      const info = await handle.stat();
      if (!info.isFile())
        return unsafe(
          say('"{{path}}" is not a regular file.', { path }),
          say('Point the provider at a file.'),
        );
      if (posix && info.uid !== process.getuid?.()) {
        return unsafe(
          say('"{{path}}" belongs to another user.', { path }),
          say('A secret file belongs to the user who reads it.'),
        );
      }
      if (posix && (info.mode & 0o077) !== 0) {
        return unsafe(say('"{{path}}" is open to others.', { path }), say('chmod 600 "{{path}}"', { path }));
      }
      if (info.size > maxBytes) {
        const hint = `Raise secrets.providers.${alias}.maxBytes, or check the path.`;
        return refError(
          'secret_provider_failed',
          at,
          say('"{{path}}" is larger than {{count}} bytes.', { path, count: maxBytes }),
          hint,
        );
      }
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ELOOP')
      return unsafe(say('"{{path}}" is a symbolic link.', { path }), say('Name the file itself.'));
    if (code === 'ENOENT') {
      const hint = `Check secrets.providers.${alias}.path.`;
      return refError(
        'secret_provider_failed',
        at,
        say('There is no file "{{path}}".', { path }),
        hint,
        cause,
      );
    }
    return refError(
      'secret_provider_failed',
      at,
      say('"{{path}}" cannot be read.', { path }),
      say('Check who owns it.'),
      cause,
    );
  }
}

/** The work, or the error after the time is over; a read that hangs cannot be ended and is left to itself. */
function limited<T>(
  work: Promise<T>,
  limitMs: number,
  signal: AbortSignal | undefined,
  late: () => GatehouseError,
): Promise<T | GatehouseError> {
  return new Promise((done, fail) => {
    const over = () => finish(() => done(late()));
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', over);
      settle();
    };
    const timer = setTimeout(over, limitMs);
    if (signal?.aborted) return over();
    signal?.addEventListener('abort', over, { once: true });
    work.then(
      (value) => finish(() => done(value)),
      (error: unknown) => finish(() => fail(error as Error)),
    );
  });
}
