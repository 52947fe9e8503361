import type { TFunction } from 'i18next';
import type { Because } from '#core/routing/because.ts';

/** Reasons of the routing in the person's language. */
export const sayBecause = (t: TFunction, reasons: readonly Because[]): string =>
  reasons.map(({ code, params }) => t(`because.${code}`, { name: '', profile: '', ...params })).join(' ');
