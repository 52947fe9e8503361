import { suggest } from '#cli/parse/suggest.ts';
import { GatehouseError } from '#core/contract/error.ts';

export function unknownAgent(given: string, known: readonly string[]): GatehouseError {
  const near = suggest(given, known);
  return new GatehouseError(
    'unknown_agent',
    near ? `There is no such agent; did you mean ${near}?` : 'There is no such agent.',
    { hint: `Agents: ${known.join(', ')}. Others are added under agents.list in gatehouse.json.` },
  );
}

/** @throws GatehouseError `unknown_provider`, with the likely meaning. */
export function requireProvider(given: string, known: readonly string[]): void {
  if (known.includes(given)) return;
  const near = suggest(given, known);
  throw new GatehouseError(
    'unknown_provider',
    near ? `There is no such provider; did you mean ${near}?` : 'There is no such provider.',
    { hint: `Providers: ${known.join(', ')}. Others are added under models.providers in gatehouse.json.` },
  );
}
