import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative } from 'node:path';
import { say, type Words } from '#core/say/say.ts';
import type { ExecSecretProvider } from '#core/secret/secrets-config.ts';
import { refError } from '#store/secrets/trouble.ts';

/**
 * Checks the command of an exec provider before it is started, as the family does: an absolute path of a regular
 * file, not a symlink, inside `trustedDirs` where there are any, writable by nobody else, and owned by this user (or
 * by root, who could replace anything anyway). No directory above it may be writable by everybody, unless it is
 * sticky: whoever can write there can put another file in its place.
 * @returns the path to start: the command, or what its symlink leads to where that is allowed.
 * @throws GatehouseError `secret_provider_unsafe`.
 */
export async function checkCommand(alias: string, provider: ExecSecretProvider): Promise<string> {
  const { command } = provider;
  const unsafe = (message: Words, hint: Words, cause?: unknown) =>
    refError('secret_provider_unsafe', { source: 'exec', provider: alias }, message, hint, cause);
  if (!isAbsolute(command))
    throw unsafe(say('"{{command}}" is not an absolute path.', { command }), say('Write the whole path.'));
  let path = command;
  try {
    if ((await lstat(path)).isSymbolicLink()) {
      if (provider.allowSymlinkCommand !== true) {
        const hint = `Name the file itself, or set secrets.providers.${alias}.allowSymlinkCommand.`;
        throw unsafe(say('"{{command}}" is a symbolic link.', { command }), hint);
      }
      path = await realpath(path);
    }
    const info = await stat(path);
    if (!info.isFile())
      throw unsafe(say('"{{path}}" is not a regular file.', { path }), say('Name a program.'));
    const { trustedDirs } = provider;
    const real = await realpath(path);
    if (trustedDirs !== undefined && !trustedDirs.some((directory) => isInside(directory, real))) {
      throw unsafe(
        say('"{{path}}" is outside the trusted directories.', { path: real }),
        say('See secrets.providers.{{alias}}.trustedDirs.', { alias }),
      );
    }
    if (provider.allowInsecurePath === true || process.platform === 'win32') return path;
    const uid = process.getuid?.();
    if (info.uid !== uid && info.uid !== 0) {
      throw unsafe(say('"{{path}}" belongs to another user.', { path }), say('Use a command of your own.'));
    }
    if ((info.mode & 0o022) !== 0)
      throw unsafe(
        say('"{{path}}" can be changed by others.', { path }),
        say('chmod go-w "{{path}}"', { path }),
      );
    for (let directory = dirname(real); ; directory = dirname(directory)) {
      const above = await stat(directory);
      if ((above.mode & 0o002) !== 0 && (above.mode & 0o1000) === 0) {
        throw unsafe(
          say('Everybody can write to "{{directory}}", where "{{path}}" lies.', { directory, path }),
          say('chmod o-w "{{directory}}"', { directory }),
        );
      }
      if (directory === dirname(directory)) return path;
    }
  } catch (error) {
    if ((error as { code?: string }).code === 'secret_provider_unsafe') throw error;
    throw unsafe(
      say('There is no usable program "{{command}}".', { command }),
      say('Check secrets.providers.{{alias}}.command.', { alias }),
      error,
    );
  }
}

function isInside(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}
