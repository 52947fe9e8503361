import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { defineCommand } from '#cli/command.ts';
import { siblingFile } from '#cli/siblings.ts';
import type { ServiceStatus } from '#core/contract/calls/gateway.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { gatewayNodeFlags } from '#core/link/node-flags.ts';

/** Signals that ask a service to end; systemd and launchd send TERM, a closed terminal HUP. */
const forwarded = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

/** Who may run it, as `gateway install` has them. */
const serviceManagers = ['systemd', 'launchd', 'task-scheduler'] as const satisfies ServiceStatus['kind'][];

export const gatewayRun = defineCommand({
  path: ['gateway', 'run'],
  summary: 'Run the gateway in the foreground, without window or host.',
  details: [
    'For servers and service managers: the gateway opens the vault itself, writes its log to the terminal and ends with Ctrl-C or SIGTERM, letting open streams finish first.',
  ],
  options: {
    service: {
      type: 'string',
      value: '<manager>',
      choices: serviceManagers,
      summary: 'As the unit of gateway install runs it: the log goes to logs/gateway.log',
    },
  },
  examples: [
    ['gateway run', 'Run it here until Ctrl-C'],
    ['gateway run --state-dir /var/lib/gatehouse', 'With the profiles and the config of that directory'],
  ],
  exitCodes: { 78: 'the configuration is wrong or the port is taken; starting again does not help' },
  run: async ({ env, stdin, options }) => {
    const file = siblingFile('gateway');
    if (options.service === undefined)
      return { exit: await runInForeground(file, env, stdin.isTTY === true) };
    const [{ configurationExitCode }, { join }, { stateDirPath }, { rotatingFile }, { childLog }] =
      await Promise.all([
        import('#core/link/link.ts'),
        import('node:path'),
        import('#store/state-dir.ts'),
        import('#store/log/rotating-file.ts'),
        import('#store/log/child-log.ts'),
      ]);
    const logFile = rotatingFile(join(stateDirPath(env), 'logs', 'gateway.log'));
    const log = childLog(logFile);
    const code = await runInForeground(file, env, false, (chunk) => log.write(chunk));
    log.reset();
    await logFile.flush();
    // systemd is told not to start again after this code; the others know success and failure alone.
    return { exit: code === configurationExitCode && options.service !== 'systemd' ? 0 : code };
  },
});

/** @param output takes what it prints; the terminal does when absent. @returns the exit code of the program, or 128 and the number of the signal that ended it. */
export function runInForeground(
  file: string,
  env: NodeJS.ProcessEnv,
  onTerminal: boolean,
  output?: (chunk: Uint8Array) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    // It ends itself when this process is killed and cannot pass on anything.
    const child = spawn(process.execPath, [...gatewayNodeFlags, file, '--parent', String(process.pid)], {
      stdio: output ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env,
    });
    if (output) for (const stream of [child.stdout, child.stderr]) stream?.on('data', output);
    const stops = forwarded.map((signal) => {
      // The terminal itself sends Ctrl-C to the whole group: forwarding would deliver it twice.
      const forward = () => void (signal === 'SIGINT' && onTerminal ? undefined : child.kill(signal));
      process.on(signal, forward);
      return () => process.off(signal, forward);
    });
    const end = () => {
      for (const stop of stops) stop();
    };
    child.on('error', (cause) => {
      end();
      reject(
        new GatehouseError('gateway_failed', 'The gateway could not be started.', { where: file, cause }),
      );
    });
    // What it said last comes before `close`, and may come after `exit`.
    child.on('close', (code, signal) => {
      end();
      // As shells do: 128 and the number of the signal that ended it.
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}
