import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';
import { commandName, type FamilyPlace } from '#store/family/place.ts';

/** Somebody else started it: it is theirs to end. @param pid of its process, where that can be seen. */
export const startedByOthers = (port: number, pid: number | undefined): GatehouseError =>
  new GatehouseError(
    'family_unsupported',
    pid === undefined
      ? say('It was started by others, who end and restart it.')
      : say('It was started by others (process {{pid}}), who end and restart it.', { pid: String(pid) }),
    {
      where: `127.0.0.1:${port}`,
      hint: say('End it where it was started; Gatehouse can start it after that.'),
    },
  );

export const noCommand = (place: FamilyPlace): GatehouseError =>
  new GatehouseError(
    'family_unsupported',
    say('The command "{{command}}" is not on this machine.', { command: commandName(place) }),
    {
      where: place.stateDir,
      hint: say('Install it, or bring it into the search path of your login shell, then scan again.'),
    },
  );

/** It ends at once with a code that means "configuration" as long as its config does not say so. */
export const notSetUp = (place: FamilyPlace): GatehouseError =>
  new GatehouseError(
    'family_config_invalid',
    say('Its configuration does not say that a gateway runs here.'),
    {
      where: place.configPath,
      hint: say('Run "{{command}} onboard" once, or set gateway.mode to "local".', {
        command: commandName(place),
      }),
    },
  );

/** A database-era gateway refuses to start beside a file of the era before. */
export const fileBesideDatabase = (place: FamilyPlace): GatehouseError =>
  new GatehouseError('family_unsupported', say('A credential file lies beside its database.'), {
    where: place.stateDir,
    hint: say('It keeps that gateway from starting. Run "{{command}} doctor --fix", which takes it in.', {
      command: commandName(place),
    }),
  });

export const unknownInstallation = (id: string): GatehouseError =>
  new GatehouseError('unknown_installation', say('There is no gateway "{{id}}" here.', { id }), {
    where: id,
    hint: say('Scan again, or look at the list: "gatehouse families list".'),
  });

export const onAnotherMachine = (id: string): GatehouseError =>
  new GatehouseError(
    'family_unsupported',
    say('"{{id}}" is on another machine: it is looked at, not changed.', { id }),
    {
      where: id,
      hint: say('Run Gatehouse on that machine.'),
    },
  );

export const notRunning = (id: string): GatehouseError =>
  new GatehouseError('gateway_not_ready', say('"{{id}}" does not run.', { id }), {
    where: id,
    hint: say('Start it; it reads its credentials then.'),
  });
