import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { compact, count, money } from '#renderer/lib/format.ts';
import { measured, type UsageMeasure, type UsageSum } from '#renderer/state/usage.ts';

/** A sum as what is measured now. */
export function useMeasure(measure: UsageMeasure): (sum: UsageSum) => string {
  const { i18n } = useTranslation();
  return useCallback(
    (sum) => {
      const value = measured(sum, measure);
      if (measure === 'cost') return money(value, i18n.language);
      return measure === 'tokens' ? compact(value, i18n.language) : count(value, i18n.language);
    },
    [measure, i18n.language],
  );
}
