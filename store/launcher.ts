import { lstat, readFile, unlink } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { GatehouseError } from '#core/contract/error.ts';
import { type Sentence, say } from '#core/say/say.ts';
import { gatehouseExecProvider } from '#core/secret/secret-ref.ts';
import { writeError, writeFileAtomic } from '#store/atomic-file.ts';
import type { Program } from '#store/lasting-program.ts';
import { ensurePrivateDir } from '#store/state-dir.ts';
import type { StateDir } from '#store/stores.ts';

/**
 * The per-user launcher of the resolver. The family refuses an exec command that is a symlink, is writable by others,
 * or belongs to another user than the gateway's, as everything that a package installs does; so a small file of the
 * user's own starts the real program.
 */

export interface ResolverProgram extends Program {
  platform?: NodeJS.Platform;
  /** Where the session bus is looked up; the environment of this process when absent. */
  env?: Readonly<Record<string, string | undefined>>;
}

const launcherName = (platform: NodeJS.Platform): string =>
  platform === 'win32' ? 'gatehouse-resolver.cmd' : 'gatehouse-resolver';

/** Absolute path of the launcher, whether or not it is there. */
export const resolverLauncher = (dir: StateDir, platform: NodeJS.Platform = process.platform): string =>
  join(dir.binDir, launcherName(platform));

/** Quotes one word for a POSIX shell. */
const shellQuote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

function checkPath(path: string, message: Sentence): void {
  if (isAbsolute(path) && !/[\0\r\n]/.test(path)) return;
  throw new GatehouseError('bad_input', message, {
    where: path,
  });
}

/**
 * The family starts it with an environment that is nearly empty, so everything the resolver needs stands here: the
 * state directory, and, where it is not the one every login has (`/run/user/<uid>/bus`, which is found without help),
 * the address of the session bus. An address that the gateway passes on wins over the recorded one.
 */
function shellScript(dir: StateDir, program: ResolverProgram): string {
  const env = program.env ?? process.env;
  const bus = env.DBUS_SESSION_BUS_ADDRESS;
  const recorded =
    bus !== undefined && /^[\x20-\x7e]+$/.test(bus) && !/^unix:path=\/run\/user\/\d+\/bus(,|$)/.test(bus);
  return [
    '#!/bin/sh',
    '# Written by Gatehouse, and again when it moves: gives secrets of the keychain to gateways that ask for them.',
    `GATEHOUSE_STATE_DIR=${shellQuote(dir.root)}`,
    'export GATEHOUSE_STATE_DIR',
    ...(recorded
      ? [
          'if [ -z "$DBUS_SESSION_BUS_ADDRESS" ]; then',
          `  DBUS_SESSION_BUS_ADDRESS=${shellQuote(bus)}`,
          '  export DBUS_SESSION_BUS_ADDRESS',
          'fi',
        ]
      : []),
    `exec ${shellQuote(program.node)} ${shellQuote(program.cliFile)} secrets resolve "$@"`,
    '',
  ].join('\n');
}

/** Percent signs are the only characters that a quoted word of a batch file still expands. */
const batchQuote = (word: string): string => `"${word.replaceAll('%', '%%')}"`;

function batchFile(dir: StateDir, program: ResolverProgram): string {
  return [
    '@echo off',
    `set "GATEHOUSE_STATE_DIR=${dir.root.replaceAll('%', '%%')}"`,
    `${batchQuote(program.node)} ${batchQuote(program.cliFile)} secrets resolve %*`,
    '',
  ].join('\r\n');
}

/**
 * Writes `bin/gatehouse-resolver` when it is missing, differs, is a symlink or is open to others.
 * @returns its absolute path.
 * @throws GatehouseError `bad_input` (a path that is not absolute), `write_failed`, `disk_full`.
 */
export async function ensureResolverLauncher(dir: StateDir, program: ResolverProgram): Promise<string> {
  const { platform = process.platform } = program;
  checkPath(program.node, say('The path of Node cannot be used in the launcher.'));
  checkPath(program.cliFile, say('The path of the command line cannot be used in the launcher.'));
  const file = resolverLauncher(dir, platform);
  const content = platform === 'win32' ? batchFile(dir, program) : shellScript(dir, program);
  await ensurePrivateDir(dir.binDir);
  try {
    const info = await lstat(file).catch(() => undefined);
    const inOrder = info?.isFile() === true && (platform === 'win32' || (info.mode & 0o777) === 0o700);
    if (inOrder && (await readFile(file, 'utf8')) === content) return file;
    // A write would follow the symlink and leave it in place.
    if (info?.isSymbolicLink()) await unlink(file);
    await writeFileAtomic(file, content, { mode: 0o700 });
  } catch (error) {
    throw writeError(file, error);
  }
  return file;
}

/** The entry of `secrets.providers` in a family config by which that gateway asks us. */
export function resolverProviderConfig(
  dir: StateDir,
  platform: NodeJS.Platform = process.platform,
): Record<typeof gatehouseExecProvider, object> {
  return {
    [gatehouseExecProvider]: {
      source: 'exec',
      command: resolverLauncher(dir, platform),
      // macOS finds the user's keychains by HOME, Windows by the profile; the bus where it is not the usual one.
      passEnv:
        platform === 'win32'
          ? ['USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'SystemRoot']
          : ['HOME', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'],
      jsonOnly: true,
      // Longer than the vault's own limit, so that the resolver can still say what is wrong.
      timeoutMs: 15_000,
    },
  };
}
