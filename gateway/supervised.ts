import { GatehouseError } from '#core/contract/error.ts';
import { configurationExitCode, type HostToGateway } from '#core/link/link.ts';
import { outcomeRow } from '#core/link/outcome-row.ts';
import type { Link, UnreadableMessage } from '#gateway/link/link.ts';
import { watchParent } from '#gateway/link/parent-watch.ts';
import { Gateway } from '#gateway/server.ts';

/** What a supervised gateway needs of its process. */
export interface SupervisedProcess {
  link: Link;
  /** Ends the process. */
  exit(code: number): void;
  onTerminate(listener: () => void): void;
  /** A line for the gateway's log: the host keeps what a child writes. */
  say(text: string): void;
}

/** Streams that still run when the system or the host asks to stop get this long (milliseconds). */
const terminateMs = 10_000;
/** Nobody is left to restart or to tell: end soon, but let short answers finish (milliseconds). */
const orphanedMs = 1000;

/**
 * A gateway under a host: does what the link says, and ends itself when the host is gone.
 *
 * It listens as soon as it is told where, so that `/health` answers and the port is known to be free; until the first
 * snapshot is loaded, requests are told to try again.
 */
export function runSupervised({ link, exit, onTerminate, say }: SupervisedProcess): void {
  const gateway = new Gateway({
    onOutcomes: (outcomes) => void link.send({ type: 'outcomes', outcomes: outcomes.map(outcomeRow) }),
    onEvents: (events) => void link.send({ type: 'events', events }),
    onTrouble: say,
  });
  let ending = false;
  // What the host says is done and answered in its order: `listening` comes before the first `loaded`.
  let answered: Promise<void> = Promise.resolve();
  const end = async (deadlineMs: number): Promise<void> => {
    if (ending) return;
    ending = true;
    await gateway.drain(deadlineMs);
    exit(0);
  };

  const listen = async ({ host, port, parentPid }: Extract<HostToGateway, { type: 'listen' }>) => {
    watchParent(parentPid, () => void end(orphanedMs));
    try {
      const bound = await gateway.listen(host, port);
      await link.send({ type: 'listening', host, port: bound });
    } catch (error) {
      const known = error instanceof GatehouseError && error.code === 'port_taken';
      const message = error instanceof Error ? error.message : 'Cannot listen.';
      await link.send({ type: 'listen_failed', code: known ? 'port_taken' : 'listen_failed', message });
      exit(configurationExitCode);
    }
  };

  const load = async ({ revision, snapshot }: Extract<HostToGateway, { type: 'load' }>) => {
    try {
      gateway.load(revision, snapshot);
      await gateway.inForce();
      void link.send({ type: 'loaded', revision });
    } catch (error) {
      reject(revision, error instanceof GatehouseError ? error.message : 'The snapshot cannot be used.');
    }
  };

  const reject = (revision: number, message: string) =>
    void link.send({ type: 'rejected', revision, code: 'gateway_rejected', message });

  link.onMessage((message: HostToGateway | UnreadableMessage) => {
    switch (message.type) {
      case 'listen':
        answered = listen(message);
        break;
      case 'load':
        answered = answered.then(() => load(message));
        break;
      case 'drain':
        void end(message.deadlineMs);
        break;
      case 'unreadable':
        if (message.revision !== undefined) {
          reject(message.revision, `The snapshot does not have the agreed form at ${message.where}.`);
        }
    }
  });
  link.onGone(() => void end(orphanedMs));
  onTerminate(() => void end(terminateMs));
}
