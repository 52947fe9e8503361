import { createInterface } from 'node:readline';
import { GatehouseError } from '#core/contract/error.ts';

/**
 * Asks yes or no on a terminal; anything but yes is no.
 * @throws GatehouseError `bad_input` where nobody can answer, naming the flag that answers; `cancelled` on no or Ctrl-C.
 */
export async function confirm(
  question: string,
  given: {
    yes: boolean;
    stdin: NodeJS.ReadStream;
    stderr: NodeJS.WriteStream;
    signal: AbortSignal;
  },
): Promise<void> {
  if (given.yes) return;
  if (!given.stdin.isTTY) {
    throw new GatehouseError('bad_input', 'This needs a yes, and there is no terminal to ask on.', {
      hint: 'Add --yes.',
    });
  }
  const lines = createInterface({ input: given.stdin, output: given.stderr });
  const answer = await new Promise<string>((resolve) => {
    // Ctrl-C and Ctrl-D close the interface; that is a no.
    lines.once('SIGINT', () => lines.close());
    lines.once('close', () => resolve(''));
    given.signal.addEventListener('abort', () => lines.close(), { once: true });
    lines.question(`${question} [y/N] `, resolve);
  });
  lines.close();
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new GatehouseError('cancelled', 'Cancelled; nothing was changed.');
}
