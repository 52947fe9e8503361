import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type * as z from 'zod';
import { GatehouseError } from '#core/contract/error.ts';
import { canaryConfig, compareStatus } from '#core/family/canary.ts';
import type { upgradeSchema } from '#core/family/installation.ts';
import { expectedGeneration } from '#core/family/record.ts';
import { say, told, type Words, wordsOf } from '#core/say/say.ts';
import type { Member } from '#main/families/member.ts';
import { runNpm, sparePort, startMs, tryGateway } from '#main/families/try-version.ts';
import type { Log } from '#main/log.ts';
import { asCallError } from '#main/services/service.ts';
import { writeFileAtomic } from '#store/atomic-file.ts';
import { copyAuthState, keepFiles } from '#store/family/copy-state.ts';
import { installedVersion, type NpmInstallation, npmInstallation } from '#store/family/npm-installation.ts';
import { commandName, type FamilyPlace } from '#store/family/place.ts';
import { jsonOf, runFamilyCommand } from '#store/family/run-command.ts';
import type { Stores } from '#store/stores.ts';

type Upgrade = z.infer<typeof upgradeSchema>;

export interface Upgrades {
  of(id: string): Upgrade | undefined;
  /** Checks what can be checked at once, then goes on by itself. @throws GatehouseError `upgrade_running`, `family_unsupported`. */
  start(member: Member, to: string): Promise<void>;
  cancel(id: string): void;
  cancelAll(): void;
}

const lookMs = 500;

/** npm, without install scripts: what was tried is then what gets installed, and nothing of it runs before. */
const npmFlags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

interface Ending {
  step: Upgrade['step'];
  notes: Words[];
}

interface Run {
  upgrade: Upgrade;
  abort: AbortController;
}

export function createUpgrades(deps: {
  stores: Stores;
  log: Log;
  now: () => number;
  changed(): void;
}): Upgrades {
  const { log, now } = deps;
  const runs = new Map<string, Run>();
  const isOver = ({ upgrade: { step } }: Run) =>
    ['done', 'rolled_back', 'failed', 'cancelled'].includes(step);

  function move(run: Run, step: Upgrade['step'], ...notes: Words[]): void {
    run.upgrade = {
      ...run.upgrade,
      step,
      at: now(),
      notes: [...run.upgrade.notes, ...notes.map((text) => told({ text }))],
    };
    deps.changed();
  }

  return {
    of: (id) => runs.get(id)?.upgrade,
    cancel: (id) => runs.get(id)?.abort.abort(),
    cancelAll() {
      for (const { abort } of runs.values()) abort.abort();
    },
    async start(member, to) {
      const before = runs.get(member.id);
      if (before !== undefined && !isOver(before)) {
        throw new GatehouseError('upgrade_running', say('"{{id}}" is being upgraded.', { id: member.id }), {
          where: member.id,
          hint: say('Wait for it, or cancel it.'),
        });
      }
      const place = member.place();
      const npm = await npmInstallation(place);
      const name = place.record.package;
      if (npm === undefined || name === undefined) {
        throw new GatehouseError(
          'family_unsupported',
          say('"{{id}}" was not installed by npm for this user.', { id: member.id }),
          {
            where: place.command?.path ?? place.stateDir,
            hint: say('Upgrade it with what it was installed with, for example "{{command}} update".', {
              command: commandName(place),
            }),
          },
        );
      }
      const { attached, service } = member.view();
      if (attached === true && service === undefined) {
        throw new GatehouseError('family_unsupported', say('It runs, and was started by others.'), {
          where: `127.0.0.1:${member.port()}`,
          hint: say('End it where it was started, then upgrade.'),
        });
      }
      const grants = member
        .view()
        .agents.some(({ profiles }) => profiles.some(({ type }) => type === 'oauth'));
      if (member.probed().generation === 'sqlite' && grants) {
        throw new GatehouseError(
          'family_unsupported',
          say('Its database holds sign-ins, which a try might renew and so end.'),
          {
            where: place.stateDir,
            hint: say('Upgrade it by hand: "npm install --global {{name}}@{{to}}".', { name, to }),
          },
        );
      }
      const run: Run = {
        abort: new AbortController(),
        upgrade: { to, step: 'copying', at: now(), notes: [] },
      };
      runs.set(member.id, run);
      deps.changed();
      // Told only once the copies are gone.
      void carryOut(run, member, name, npm, to).then(
        ({ step, notes }) => move(run, step, ...notes),
        (error: unknown) => {
          if (isOver(run)) return;
          const failure = asCallError(error, log, 'family.upgrade');
          const { code } = failure;
          const hint = wordsOf(failure, 'hint');
          move(
            run,
            code === 'cancelled' ? 'cancelled' : 'failed',
            ...(code === 'cancelled'
              ? []
              : [wordsOf(failure, 'message'), ...(hint === undefined ? [] : [hint])]),
          );
        },
      );
    },
  };

  async function carryOut(
    run: Run,
    member: Member,
    name: string,
    npm: NpmInstallation,
    to: string,
  ): Promise<Ending> {
    const { signal } = run.abort;
    const place = member.place();
    // mkdtemp makes it 0700; it holds credentials until the end.
    const root = await mkdtemp(join(tmpdir(), 'gatehouse-canary-'));
    try {
      const port = await sparePort();
      const config = {
        name: basename(place.configPath),
        doc: canaryConfig(member.config(), port, randomBytes(24).toString('hex'), join(root, 'workspace')),
      };
      const tryPlace = (directory: string, command: FamilyPlace['command']): FamilyPlace => ({
        ...place,
        command,
        stateDir: join(root, directory),
        configPath: join(root, directory, config.name),
        run: false,
      });
      for (const directory of ['old', 'new'])
        await copyAuthState(place.stateDir, join(root, directory), config);

      move(run, 'installing');
      const prefix = join(root, 'prefix');
      await mkdir(prefix, { mode: 0o700 });
      await runNpm(place, npm, ['install', '--prefix', prefix, ...npmFlags, `${name}@${to}`], signal);
      const bin = join(prefix, 'node_modules', '.bin', place.record.commands[0] ?? name);
      const fresh = tryPlace('new', { path: bin, argv: [bin] });
      const version = await installedVersion(prefix, name);

      const check = async (one: FamilyPlace) => {
        const { code, stdout } = await runFamilyCommand(one, ['models', 'status', '--check', '--json'], {
          signal,
        });
        return { code, json: jsonOf(stdout) };
      };
      const before = await check(tryPlace('old', place.command));
      const migrates =
        member.probed().generation !== 'sqlite' && expectedGeneration(place.record, version) === 'sqlite';
      const doctor = ['doctor', '--fix', '--non-interactive'];
      if (migrates) await runFamilyCommand(fresh, doctor, { signal, timeoutMs: startMs });

      move(
        run,
        'starting',
        ...(version === undefined ? [] : [say('Tried: {{version}}.', { version })]),
        ...(migrates ? [say('Its credentials move into a database.')] : []),
      );
      await tryGateway(fresh, config.doc, port, signal);

      move(run, 'comparing');
      const { worse, notes } = compareStatus(before, await check(fresh));
      if (worse) {
        return { step: 'failed', notes: [...notes, say('Nothing was changed.')] };
      }
      signal.throwIfAborted();
      // From here on it is not cancelled half-way.
      move(run, 'switching', ...notes);
      return await switchOver(member, name, npm, { to, migrates });
    } catch (error) {
      if (signal.aborted) throw new GatehouseError('cancelled', say('Cancelled.'));
      throw error;
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }

  async function switchOver(
    member: Member,
    name: string,
    npm: NpmInstallation,
    { to, migrates }: { to: string; migrates: boolean },
  ): Promise<Ending> {
    const place = member.place();
    const never = new AbortController().signal;
    const old = await installedVersion(npm.prefix, name);
    const kept = await keepFiles(place.stateDir, place.configPath);
    const wasRunning = member.running();
    const install = (version: string) =>
      runNpm(
        place,
        npm,
        [
          'install',
          ...(npm.global ? ['--global'] : []),
          '--prefix',
          npm.prefix,
          ...npmFlags,
          `${name}@${version}`,
        ],
        never,
      );
    if (wasRunning) {
      await member.stop();
      await until(member, (state) => state === 'stopped');
    }
    try {
      await install(to);
      if (migrates)
        await runFamilyCommand(place, ['doctor', '--fix', '--non-interactive'], { timeoutMs: startMs });
      await member.refresh();
      if (wasRunning) {
        await member.start();
        await until(member, (state) => state === 'ready');
      }
      return { step: 'done', notes: [] };
    } catch (error) {
      const message = wordsOf(asCallError(error, log, 'family.switch'), 'message');
      await member.stop().catch(() => undefined);
      if (old !== undefined) await install(old);
      for (const [file, content] of kept) {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await writeFileAtomic(file, content);
      }
      await member.refresh();
      if (wasRunning) await member.start().catch(() => undefined);
      const back = old === undefined ? [] : [say('Version {{version}} is in place again.', { version: old })];
      return { step: 'rolled_back', notes: [message, ...back] };
    }
  }
}

/** @throws GatehouseError `gateway_failed`. */
async function until(member: Member, wanted: (state: string) => boolean): Promise<void> {
  const limit = Date.now() + startMs;
  for (;;) {
    const { observed, attached } = member.view();
    if (wanted(observed.state) && !(observed.state === 'stopped' && attached)) return;
    if (observed.state === 'failed' || observed.state === 'foreign' || Date.now() > limit) {
      throw new GatehouseError(
        'gateway_failed',
        observed.state === 'foreign'
          ? say('Another program listens on the port of the gateway after the change.')
          : say('The gateway did not come up after the change.'),
        {
          where: member.id,
        },
      );
    }
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}
