import { type FamilyRecord, familyRecordsSchema } from '#core/family/record.ts';
import records from '#resources/families.json' with { type: 'json' };

let checked: readonly FamilyRecord[] | undefined;

/** The shipped records, checked at the first call. */
export function familyRecords(): readonly FamilyRecord[] {
  checked ??= familyRecordsSchema.parse(records).families;
  return checked;
}

/** The first prefix counts where one has to be chosen, for example for keys of the environment. */
export const familyRecord = (id: string): FamilyRecord | undefined =>
  familyRecords().find((record) => record.id === id);
