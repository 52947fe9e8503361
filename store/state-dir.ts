import { access, chmod, constants, mkdir, realpath, stat } from 'node:fs/promises';
import { homedir as systemHome } from 'node:os';
import { join, resolve } from 'node:path';
import { GatehouseError } from '#core/contract/error.ts';
import { agentIdSchema } from '#core/profile/profile.ts';
import { say, type Words } from '#core/say/say.ts';
import type { StateDir } from '#store/stores.ts';

/** `GATEHOUSE_STATE_DIR`, or `~/.gatehouse`; always absolute. */
export function stateDirPath(
  env: Readonly<Record<string, string | undefined>> = process.env,
  homedir: string = systemHome(),
): string {
  const given = env.GATEHOUSE_STATE_DIR?.trim();
  if (given === undefined || given === '') return join(homedir, '.gatehouse');
  return given.startsWith('~/') ? join(homedir, given.slice(2)) : resolve(given);
}

function unwritable(path: string, message: Words, hint: Words, cause?: unknown): GatehouseError {
  return new GatehouseError('state_dir_unwritable', message, { where: path, hint, cause });
}

const elsewhere = say('Set GATEHOUSE_STATE_DIR to a directory of your own.');

/**
 * Opens the state directory, creating it (0700) when it is missing and tightening it when others could read it.
 * @throws GatehouseError `state_dir_unwritable` with the path: not a directory, somebody else's, or read-only.
 */
export async function openStateDir(path: string): Promise<StateDir> {
  let root: string;
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    root = await realpath(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw unwritable(
        path,
        say('The state directory is a file.'),
        say('Move that file away, or: {{elsewhere}}', { elsewhere }),
        cause,
      );
    }
    if (code === 'ENOSPC') {
      throw new GatehouseError('disk_full', say('The disk is full.'), {
        where: path,
        hint: say('Free some space.'),
        cause,
      });
    }
    throw unwritable(
      path,
      say('The state directory cannot be created.'),
      say('Make its parent writable, or: {{elsewhere}}', { elsewhere }),
      cause,
    );
  }
  const info = await stat(root);
  if (process.platform !== 'win32') {
    const uid = process.getuid?.();
    if (uid !== undefined && info.uid !== uid) {
      throw unwritable(
        path,
        say('The state directory belongs to another user.'),
        say('Give it back to you (chown), run as its owner, or: {{elsewhere}}', { elsewhere }),
      );
    }
    if ((info.mode & 0o077) !== 0) {
      await chmod(root, 0o700).catch((cause: unknown) => {
        throw unwritable(
          path,
          say('The state directory is open to others and cannot be closed.'),
          elsewhere,
          cause,
        );
      });
    }
  }
  await access(root, constants.R_OK | constants.W_OK | constants.X_OK).catch((cause: unknown) => {
    throw unwritable(
      path,
      say('The state directory cannot be written.'),
      say('Make it writable, or: {{elsewhere}}', { elsewhere }),
      cause,
    );
  });
  return {
    root,
    configFile: join(root, 'gatehouse.json'),
    profilesFile: join(root, 'profiles.json'),
    mirrorFile: (agent) => join(root, 'agents', agentIdSchema.parse(agent), 'agent', 'auth-profiles.json'),
    logDir: join(root, 'logs'),
    runDir: join(root, 'run'),
    binDir: join(root, 'bin'),
  };
}

/** Makes a directory inside the state directory, 0700. */
export async function ensurePrivateDir(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new GatehouseError(
      code === 'ENOSPC' ? 'disk_full' : 'write_failed',
      code === 'ENOSPC' ? say('The disk is full.') : say('A directory could not be created.'),
      {
        where: path,
        hint: code === 'ENOSPC' ? say('Free some space.') : say('Make its parent writable.'),
        cause,
      },
    );
  }
}
