import * as z from 'zod';
import { type ProviderRecords, providerRecordSchema } from '#core/model/provider.ts';
import records from '#resources/providers.json' with { type: 'json' };

let checked: ProviderRecords | undefined;

/** The shipped provider records, checked at the first call. */
export function providerRecords(): ProviderRecords {
  checked ??= z.record(z.string(), providerRecordSchema).parse(records);
  return checked;
}
