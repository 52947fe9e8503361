import type { Style } from '#cli/term/style.ts';
import { printable, table } from '#cli/term/table.ts';
import { english, framed, type Speak } from '#cli/words/words.ts';
import { type CallError, GatehouseError } from '#core/contract/error.ts';

/** Any failure as the one shape that people and scripts get. An unforeseen one says only its kind: its text may hold anything. */
export function toCallError(error: unknown): CallError {
  if (error instanceof GatehouseError) return error.toCallError();
  const kind = (error as { code?: unknown } | undefined)?.code;
  const what = typeof kind === 'string' && /^[A-Z0-9_]{2,40}$/.test(kind) ? kind : (error as Error)?.name;
  return {
    code: 'internal',
    message: `Something unforeseen went wrong${what ? ` (${what})` : ''}.`,
    hint: 'GATEHOUSE_DEBUG=1 in front of the command prints where it happened.',
  };
}

/** What happened, where, what to do, and the code to search for. */
export function errorText(error: CallError, style: Style, speak: Speak = english): string {
  const rows: string[][] = [];
  if (error.where) rows.push([style.dim(framed(speak, 'error.where')), printable(error.where)]);
  if (error.hint) rows.push([style.dim(framed(speak, 'error.do')), printable(error.hint)]);
  rows.push([style.dim(framed(speak, 'error.code')), error.code]);
  return `${style.red(style.symbols.bad)} ${printable(error.message)}\n${table(rows, '  ').join('\n')}\n`;
}
