import type { CommandContext } from '#cli/command.ts';
import { ask } from '#cli/term/ask.ts';
import { printable, table } from '#cli/term/table.ts';
import type { FoundCredential } from '#core/contract/calls/imports.ts';

/** What is asked of a person, and how often. */
export interface Talk {
  readonly questions: number;
  say(text: string): void;
  /** @returns the ids of those to take; empty when nobody is to be taken. */
  pick(found: readonly FoundCredential[]): Promise<string[]>;
  yes(question: string): Promise<boolean>;
  line(question: string): Promise<string>;
  secret(prompt: string): Promise<string>;
}

/** Numbers of a list as people write them: `1 3`, `1,3`, `all`, or nothing. Undefined: that is none of these. */
export function picked(answer: string, count: number): number[] | undefined {
  const words = answer
    .trim()
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  if (words.length === 1 && (words[0] === 'all' || words[0] === 'a'))
    return Array.from({ length: count }, (_, index) => index);
  if (words.length === 1 && (words[0] === 'none' || words[0] === 'n')) return [];
  const numbers = words.map(Number);
  return numbers.every((one) => Number.isInteger(one) && one >= 1 && one <= count)
    ? [...new Set(numbers.map((one) => one - 1))]
    : undefined;
}

export function talkTo(context: CommandContext): Talk {
  const { stderr, err } = context;
  let questions = 0;
  const line = (question: string) => {
    questions++;
    return ask(question, context);
  };
  return {
    get questions() {
      return questions;
    },
    say: (text) => void stderr.write(`${text}\n`),
    line,
    async yes(question) {
      return !/^n(o)?$/i.test(await line(`${question} [Y/n]`));
    },
    async secret(prompt) {
      questions++;
      const { readSecret } = await import('#cli/term/read-secret.ts');
      return readSecret({ ...context, prompt });
    },
    async pick(found) {
      const rows = found.map((one, index) => [
        String(index + 1),
        `${one.provider}:${printable(one.suggestedName)}`,
        one.type,
        one.masked.replace('…', err.symbols.ellipsis),
        err.dim(printable(one.where)),
      ]);
      stderr.write(`${table(rows, '  ').join('\n')}\n`);
      for (;;) {
        const answer = await line('Take which? Numbers, "all" or "none" [all]');
        const chosen = picked(answer === '' ? 'all' : answer, found.length);
        if (chosen) return chosen.flatMap((index) => found[index]?.id ?? []);
        stderr.write(`Numbers from 1 to ${found.length}, please.\n`);
      }
    },
  };
}
