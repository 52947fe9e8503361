import { useTranslation } from 'react-i18next';
import type { Budget } from '#core/link/link.ts';
import { amountOf } from '#renderer/features/settings/numbers.ts';
import { Row } from '#renderer/features/settings/row.tsx';
import styles from '#renderer/features/settings/settings-screen.module.css';
import { useSettings } from '#renderer/features/settings/use-settings.ts';
import { ValueField } from '#renderer/features/settings/value-field.tsx';

/** US dollars per day for all requests; an empty field is no limit. */
export function BudgetRow({ budget }: { budget: Budget }) {
  const { t, i18n } = useTranslation();
  const { change } = useSettings();
  const number = new Intl.NumberFormat(i18n.language, { useGrouping: false, maximumFractionDigits: 4 });
  return (
    <Row name={t('settings.budget')} help={t('settings.budgetHelp')}>
      {(['warn', 'hold'] as const).map((level) => {
        const amount = budget[level];
        const label = t(level === 'warn' ? 'settings.budgetWarn' : 'settings.budgetHold');
        return (
          <span key={level} className={styles.pair}>
            <span aria-hidden>{label}</span>
            <ValueField
              numeric
              label={t('common.pair', { name: t('settings.budget'), value: label })}
              unit="$"
              value={amount === undefined ? '' : number.format(amount)}
              placeholder={t('settings.budgetNone')}
              problem={(text) => (amountOf(text) === undefined ? t('tokens.amountBad') : undefined)}
              onCommit={(text) => change({ gateway: { budget: { [level]: amountOf(text) } } })}
            />
          </span>
        );
      })}
    </Row>
  );
}
