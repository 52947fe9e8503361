import type { Command, OptionSpec } from '#cli/command.ts';
import { globalsOf } from '#cli/parse/help.ts';

/** What may follow some words of a command line. */
export interface CompletionNode {
  /** The words so far, without `gatehouse`. */
  words: string[];
  next: { word: string; summary: string }[];
  options: { name: string; spec: OptionSpec }[];
}

/** The registry as a flat list of positions, shortest first; every shell's script is drawn from it. */
export function completionNodes(commands: readonly Command[]): CompletionNode[] {
  const nodes = new Map<string, CompletionNode>();
  const node = (words: string[]) => {
    const key = words.join(' ');
    const known = nodes.get(key) ?? { words, next: [], options: [] };
    nodes.set(key, known);
    return known;
  };
  for (const command of commands) {
    command.path.forEach((word, index) => {
      const { next } = node(command.path.slice(0, index));
      const last = index === command.path.length - 1;
      const known = next.find((entry) => entry.word === word);
      if (!known)
        next.push({
          word,
          summary: last ? command.summary : `Commands of ${command.path.slice(0, index + 1).join(' ')}`,
        });
    });
    const own = node([...command.path]);
    own.options = Object.entries({ ...command.options, ...globalsOf(command) }).map(([name, spec]) => ({
      name,
      spec,
    }));
    for (const choice of command.args?.choices ?? command.args?.first ?? [])
      own.next.push({ word: choice, summary: '' });
  }
  return [...nodes.values()].sort((a, b) => a.words.length - b.words.length);
}

/** Global options that take a value: the scripts skip the value when they look for the command. */
export const isValued = (spec: OptionSpec): boolean => spec.type === 'string';
