import { createInterface } from 'node:readline';
import type { CommandContext } from '#cli/command.ts';
import { printable } from '#cli/term/table.ts';
import { GatehouseError } from '#core/contract/error.ts';

type Talk = Pick<CommandContext, 'stdin' | 'stderr' | 'signal'>;

/** @throws GatehouseError `bad_input` where nobody can answer; `flags` says how to answer without a terminal. */
export function needTerminal({ stdin }: Pick<CommandContext, 'stdin'>, what: string, flags: string): void {
  if (stdin.isTTY) return;
  throw new GatehouseError('bad_input', what, { hint: flags });
}

/**
 * One line from a person, shown while it is typed: never for a secret.
 * @throws GatehouseError `cancelled` on Ctrl-C and Ctrl-D.
 */
export async function ask(question: string, { stdin, stderr, signal }: Talk): Promise<string> {
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await new Promise<string | undefined>((resolve) => {
      lines.once('SIGINT', () => lines.close());
      lines.once('close', () => resolve(undefined));
      signal.addEventListener('abort', () => lines.close(), { once: true });
      lines.question(`${question} `, resolve);
    });
    if (answer === undefined) throw new GatehouseError('cancelled', 'Cancelled; nothing was changed.');
    return answer.trim();
  } finally {
    lines.close();
  }
}

/** One of a numbered list, by its number or its first word. An empty answer takes the first. */
export async function choose<T>(
  question: string,
  choices: readonly { value: T; label: string }[],
  talk: Talk,
): Promise<T> {
  const { stderr } = talk;
  choices.forEach(({ label }, index) => {
    stderr.write(`  ${index + 1}  ${printable(label)}\n`);
  });
  for (;;) {
    const answer = await ask(`${question} [1]`, talk);
    const index = answer === '' ? 0 : Number(answer) - 1;
    const found = choices[index] ?? choices.find(({ label }) => answer !== '' && label.startsWith(answer));
    if (found) return found.value;
    stderr.write(`A number from 1 to ${choices.length}, please.\n`);
  }
}
