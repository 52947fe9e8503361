import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import { writeError, writeFileAtomic } from '#store/atomic-file.ts';

/** 256 random bits, in base64 with a line break, 0600. */
export async function createKeyFile(path: string): Promise<Buffer> {
  const key = randomBytes(32);
  try {
    await writeFileAtomic(path, `${key.toString('base64')}\n`);
  } catch (error) {
    throw writeError(path, error);
  }
  return key;
}

export type KeyFileTrouble = 'key_file_missing' | 'key_file_unsafe' | 'key_file_damaged';

/**
 * The key in a key file, which is only used while it belongs to this user, nobody else can read it, and it is no
 * symlink: judged by what was opened, not by its name.
 *
 * A credential that systemd passes to a service belongs to root, lets the service's user read it by an access list (which
 * `stat` shows as the group's right), and lies in a directory of that service alone.
 * https://systemd.io/CREDENTIALS/
 *
 * @param credentials `$CREDENTIALS_DIRECTORY`, in a service that has one.
 */
export async function readKeyFile(
  path: string,
  credentials: string | undefined = process.env.CREDENTIALS_DIRECTORY,
): Promise<Buffer | KeyFileTrouble> {
  const posix = process.platform !== 'win32';
  const flags = posix ? constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK : constants.O_RDONLY;
  try {
    const handle = await open(path, flags);
    try {
      const info = await handle.stat();
      if (!info.isFile()) return 'key_file_unsafe';
      const own = info.uid === process.getuid?.() && (info.mode & 0o077) === 0;
      const passed = dirname(path) === credentials && info.uid === 0 && (info.mode & 0o037) === 0;
      if (posix && !own && !passed) return 'key_file_unsafe';
      if (info.size > 1024) return 'key_file_damaged';
      const text = (await handle.readFile('latin1')).trim();
      const key = Buffer.from(text, 'base64');
      return key.length === 32 && key.toString('base64') === text ? key : 'key_file_damaged';
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' ? 'key_file_missing' : 'key_file_unsafe';
  }
}

/** @throws GatehouseError `bad_input` for one that is too short to protect anything. */
export function checkPassphrase(passphrase: string): string {
  if (passphrase.length >= 8 && passphrase.trim() !== '' && passphrase.isWellFormed()) return passphrase;
  throw new GatehouseError('bad_input', say('This passphrase is too short.'), {
    where: 'passphrase',
    hint: say(
      'Use at least 8 characters; several words are better. Without it nobody can open the vault again.',
    ),
  });
}
