import { forkedLink } from '#gateway/link/forked-link.ts';
import type { Link } from '#gateway/link/link.ts';
import { parentPortOf, utilityLink } from '#gateway/link/utility-link.ts';
import { runSupervised } from '#gateway/supervised.ts';

/** Starts the gateway under the host that started this process, or alone. */
export function start(): void {
  const link = linkOf(process);
  if (link === undefined) {
    // Opening the store is not for the supervised gateway, which never touches it.
    void import('#gateway/standalone/standalone.ts').then(({ runStandalone }) => runStandalone());
    return;
  }
  // Ctrl-C in a terminal reaches the whole group; the host decides what follows.
  process.on('SIGINT', () => undefined);
  runSupervised({
    link,
    exit: (code) => process.exit(code),
    onTerminate: (listener) => process.once('SIGTERM', listener),
    say: (text) => void process.stderr.write(`${text}\n`),
  });
}

function linkOf(child: NodeJS.Process): Link | undefined {
  const port = parentPortOf(child);
  if (port !== undefined) return utilityLink(port);
  return child.send === undefined ? undefined : forkedLink(child);
}
