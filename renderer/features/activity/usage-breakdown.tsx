import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/activity/usage-breakdown.module.css';
import { useMeasure } from '#renderer/features/activity/use-measure.ts';
import { compact, count, money } from '#renderer/lib/format.ts';
import { measured, type UsageEntry, type UsageGroup, type UsageMeasure } from '#renderer/state/usage.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';

interface UsageBreakdownProps {
  entries: readonly UsageEntry[];
  group: UsageGroup;
  groups: readonly UsageGroup[];
  measure: UsageMeasure;
  /** The days above are of this one alone. */
  only: string | undefined;
  onOnly: (name: string | undefined) => void;
  onGroup: (group: UsageGroup) => void;
}

/** Who took it: a table whose first column is its own chart; choosing one shows its days. */
export function UsageBreakdown(props: UsageBreakdownProps) {
  const { entries, group, groups, measure, only, onOnly, onGroup } = props;
  const { t, i18n } = useTranslation();
  const locale = i18n.language;
  const say = useMeasure(measure);
  const top = Math.max(...entries.map((entry) => measured(entry, measure)), Number.MIN_VALUE);
  return (
    <Card
      title={t('activity.usage.of')}
      aside={
        <>
          {only !== undefined && (
            <Button size="sm" look="ghost" onClick={() => onOnly(undefined)}>
              {t('activity.usage.everything')}
            </Button>
          )}
          <Segmented
            label={t('activity.usage.by')}
            value={group}
            options={groups.map((value) => ({ value, label: t(`activity.usage.${value}`) }))}
            onChange={onGroup}
          />
        </>
      }
    >
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t(`activity.usage.${group}`)}</th>
              <th scope="col">{t('activity.usage.requests')}</th>
              <th scope="col">{t('activity.usage.errors')}</th>
              <th scope="col">{t('activity.usage.input')}</th>
              <th scope="col">{t('activity.usage.output')}</th>
              <th scope="col">{t('activity.usage.cost')}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => {
              const name = entry.name || t('activity.usage.none');
              const chosen = only === entry.name;
              return (
                <tr key={entry.name} data-chosen={chosen}>
                  <th scope="row">
                    <button
                      type="button"
                      className={styles.name}
                      aria-pressed={chosen}
                      title={t('activity.usage.only', { name })}
                      onClick={() => onOnly(chosen ? undefined : entry.name)}
                    >
                      <span className={styles.words}>{name}</span>
                      {entry.unpriced && group === 'model' && (
                        <Badge tone="quiet">{t('activity.usage.unpriced')}</Badge>
                      )}
                      <span className="visually-hidden">{say(entry)}</span>
                    </button>
                    <span className={styles.track} aria-hidden>
                      <span
                        className={styles.bar}
                        style={{ inlineSize: `${(measured(entry, measure) / top) * 100}%` }}
                      />
                    </span>
                  </th>
                  <td>{count(entry.requests, locale)}</td>
                  <td>{count(entry.errors, locale)}</td>
                  <td>{compact(entry.inputTokens, locale)}</td>
                  <td>{compact(entry.outputTokens, locale)}</td>
                  <td>{entry.unpriced && entry.cost === 0 ? '–' : money(entry.cost, locale)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
