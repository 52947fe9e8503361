import * as z from 'zod';
import { GatehouseError } from '#core/contract/error.ts';
import { type ProviderRecords, providerRecordSchema } from '#core/model/provider.ts';
import { say } from '#core/say/say.ts';
import records from '#resources/providers.json' with { type: 'json' };

let checked: ProviderRecords | undefined;

/** The shipped provider records, checked at the first call. */
export function providerRecords(): ProviderRecords {
  checked ??= z.record(z.string(), providerRecordSchema).parse(records);
  return checked;
}

/** @param known ids of the providers there are. */
export const noSuchProvider = (provider: string, known: Iterable<string>): GatehouseError =>
  new GatehouseError('unknown_provider', say('There is no provider "{{provider}}".', { provider }), {
    where: provider,
    hint: say('Providers: {{names}}.', { names: [...known].join(', ') }),
  });
