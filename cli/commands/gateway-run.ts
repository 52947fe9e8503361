import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { defineCommand } from '#cli/command.ts';
import { siblingFile } from '#cli/siblings.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { gatewayNodeFlags } from '#core/link/node-flags.ts';

/** Signals that ask a service to end; systemd and launchd send TERM, a closed terminal HUP. */
const forwarded = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

export const gatewayRun = defineCommand({
  path: ['gateway', 'run'],
  summary: 'Run the gateway in the foreground, without window or host.',
  details: [
    'For servers and service managers: the gateway opens the vault itself, writes its log to the terminal and ends with Ctrl-C or SIGTERM, letting open streams finish first.',
  ],
  options: {},
  examples: [
    ['gateway run', 'Run it here until Ctrl-C'],
    ['gateway run --state-dir /var/lib/gatehouse', 'With the profiles and the config of that directory'],
  ],
  exitCodes: { 78: 'the configuration is wrong or the port is taken; starting again does not help' },
  run: async ({ env, stdin }) => ({
    exit: await runInForeground(siblingFile('gateway'), env, stdin.isTTY === true),
  }),
});

/** @returns the exit code of the program, or 128 and the number of the signal that ended it. */
export function runInForeground(file: string, env: NodeJS.ProcessEnv, onTerminal: boolean): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...gatewayNodeFlags, file], { stdio: 'inherit', env });
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
    child.on('exit', (code, signal) => {
      end();
      // As shells do: 128 and the number of the signal that ended it.
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}
