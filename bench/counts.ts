import { parseArgs } from 'node:util';

/**
 * The whole numbers on the command line, the usual ones where they are absent. Anything else, `--help` among it, ends
 * the process with the usage.
 *
 * @param usual in the order of the command line.
 */
export function countsFromArgs<const T extends Readonly<Record<string, number>>>(
  usual: T,
): { [K in keyof T]: number } {
  const names = Object.keys(usual);
  const usage = `arguments: ${names.map((name) => `[${name}, ${usual[name]} when absent]`).join(' ')}`;
  const end = (code: number, text: string): never => {
    (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
    process.exit(code);
  };
  let parsed: { values: { help?: boolean }; positionals: string[] };
  try {
    parsed = parseArgs({ options: { help: { type: 'boolean', short: 'h' } }, allowPositionals: true });
  } catch (error) {
    return end(2, `${error instanceof Error ? error.message : error}\n${usage}`);
  }
  if (parsed.values.help) return end(0, usage);
  const { positionals } = parsed;
  if (positionals.length > names.length || !positionals.every((text) => /^[0-9]+$/.test(text))) {
    return end(2, usage);
  }
  return Object.fromEntries(
    names.map((name, index) => [name, Number(positionals[index] ?? usual[name])]),
  ) as { [K in keyof T]: number };
}
