import { GatehouseError } from '#core/contract/error.ts';

/** What a gateway standing alone says on stderr, where a host would show it. */

interface Trouble {
  message: string;
  where?: string | undefined;
  hint?: string | undefined;
}

/** Where, what, and what to do about it. */
export function words(trouble: unknown): string {
  const { message, where, hint } = parts(trouble);
  const place = where === undefined || message.includes(where) ? undefined : `${where}:`;
  return [place, message, hint].filter(Boolean).join(' ');
}

function parts(trouble: unknown): Trouble {
  if (trouble instanceof GatehouseError) return trouble.toCallError();
  if (trouble instanceof Error) return { message: trouble.message };
  return typeof trouble === 'object' && trouble !== null && 'message' in trouble
    ? (trouble as Trouble)
    : { message: 'failed' };
}

export const say = (text: string): void => void process.stderr.write(`gatehouse gateway: ${text}\n`);
