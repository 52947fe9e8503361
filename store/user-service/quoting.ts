import { GatehouseError } from '#core/contract/error.ts';
import { say } from '#core/say/say.ts';

/** A template's lines as text, with `{{name}}` replaced. Values are quoted by who gives them. */
export const filled = (lines: readonly string[], values: Readonly<Record<string, string | number>>): string =>
  `${lines.join('\n').replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''))}\n`;

/** @throws GatehouseError `bad_input` for a path with a control character, which no definition can hold. */
export function requirePlain(paths: readonly string[]): void {
  if (paths.some((path) => /\p{Cc}/u.test(path))) {
    throw new GatehouseError('bad_input', say('A path with a control character cannot be put into a job.'));
  }
}

/** A word of a systemd unit: quoted, with the specifiers and variables of systemd.service(5) taken literally. */
export const systemdWord = (word: string): string =>
  `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;

/** `Environment=` expands specifiers, and no variables. */
export const systemdAssignment = (name: string, value: string): string =>
  `"${name}=${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`;

export const xml = (value: string): string =>
  value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');

export const shellWord = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
