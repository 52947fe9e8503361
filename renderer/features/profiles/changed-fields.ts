import type { ProfileView } from '#core/contract/topics.ts';
import { dayOf, endOfDay } from '#renderer/features/profiles/methods.ts';

export interface ChangedFields {
  label?: string | null;
  note?: string | null;
  expires?: number | null;
}

/** What an edit form changes: null takes a field away, and what is as before is left out. */
export function changedFields(before: ProfileView, data: FormData): ChangedFields {
  const changed: ChangedFields = {};
  for (const name of ['label', 'note'] as const) {
    const text = String(data.get(name) ?? '').trim();
    if (text !== (before[name] ?? '')) changed[name] = text === '' ? null : text;
  }
  const day = data.get('expires');
  if (day === null) return changed;
  // A day stands for its end; the exact time of day is kept as long as the day stays the same.
  const dayBefore = before.expires === undefined ? '' : dayOf(before.expires);
  if (day !== dayBefore) changed.expires = endOfDay(String(day)) ?? null;
  return changed;
}
