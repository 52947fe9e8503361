import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { GatehouseError } from '#core/contract/error.ts';
import type { Installation } from '#core/family/installation.ts';
import { say } from '#core/say/say.ts';
import type { PortHolder } from '#core/supervisor/state.ts';
import type { FamilyPlace } from '#store/family/place.ts';
import { commandError, type RunFamilyCommand, runFamilyCommand } from '#store/family/run-command.ts';

export type FamilyService = NonNullable<Installation['service']>;

const kinds: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'systemd',
  darwin: 'launchd',
  win32: 'task-scheduler',
};

/** Where its own `gateway install` puts what it makes. Source: OpenClaw 2026.5.7. */
function unitFile({ record }: FamilyPlace, home: string, platform: NodeJS.Platform): string | undefined {
  if (platform === 'linux') return join(home, '.config/systemd/user', `${record.service.systemd}.service`);
  if (platform === 'darwin') return join(home, 'Library/LaunchAgents', `${record.service.launchd}.plist`);
  return undefined;
}

/**
 * The service that runs an installation: the one that the listener on its port belongs to, else the unit that its own
 * `gateway install` made, which belongs to the usual state directory alone.
 */
export async function serviceOf(
  place: FamilyPlace,
  holder: PortHolder | undefined,
  platform: NodeJS.Platform = process.platform,
  home: string = place.env.HOME ?? homedir(),
): Promise<FamilyService | undefined> {
  const kind = kinds[platform] ?? 'service';
  if (holder?.service !== undefined) return { kind, name: holder.service, active: true };
  if (place.stateDir !== join(home, place.record.stateDir)) return undefined;
  const file = unitFile(place, home, platform);
  if (file === undefined || (await stat(file).catch(() => undefined))?.isFile() !== true) return undefined;
  const name =
    platform === 'linux' ? `${place.record.service.systemd}.service` : place.record.service.launchd;
  return { kind, name, active: false };
}

/**
 * Drives a service through the family's own commands, which know how it was made; nothing of it is edited.
 * @throws GatehouseError `service_failed`, `family_command_failed`.
 */
export async function driveService(
  place: FamilyPlace,
  service: FamilyService,
  verb: 'start' | 'stop' | 'restart',
  run: RunFamilyCommand = runFamilyCommand,
): Promise<void> {
  if (place.command === undefined) {
    throw new GatehouseError(
      'service_failed',
      say('"{{name}}" runs it, and its command is not to be found.', { name: service.name }),
      {
        where: service.name,
        hint:
          service.kind === 'systemd'
            ? say('Use "systemctl --user {{verb}} {{name}}".', { verb, name: service.name })
            : say('Use the tools of the system.'),
      },
    );
  }
  const args = ['gateway', verb];
  const ran = await run(place, args);
  if (ran.code !== 0) throw commandError(place, args, ran);
}
