import { ChartColumn, Info } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UsageRow } from '#core/contract/calls/activity.ts';
import type { CallError } from '#core/contract/error.ts';
import { UsageBreakdown } from '#renderer/features/activity/usage-breakdown.tsx';
import { UsageDays } from '#renderer/features/activity/usage-days.tsx';
import styles from '#renderer/features/activity/usage-view.module.css';
import { compact, count, money } from '#renderer/lib/format.ts';
import { useNow } from '#renderer/lib/use-now.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import {
  type UsageGroup,
  type UsageMeasure,
  unpricedModels,
  usageDays,
  usageEntries,
  usageTotal,
} from '#renderer/state/usage.ts';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { ErrorNotice, Notice } from '#renderer/ui/notice.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { Select } from '#renderer/ui/select.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';

const ranges = ['7', '30', '90'] as const;
const measures = ['cost', 'requests', 'tokens'] as const;
const groups = ['model', 'profile'] as const;
/** A busy gateway changes the sums all the time; they are read again this often at most (milliseconds). */
const renewMs = 5_000;

/** Usage and cost: what a day took, and who took it. */
export function UsageView() {
  const { t, i18n } = useTranslation();
  const locale = i18n.language;
  const now = useNow();
  const agents = useTopic('profiles')?.agents ?? [];
  const [range, setRange] = useState<(typeof ranges)[number]>('30');
  const [measure, setMeasure] = useState<UsageMeasure>('cost');
  const [group, setGroup] = useState<UsageGroup>('model');
  const [agent, setAgent] = useState('');
  const [only, setOnly] = useState<string>();
  const { rows: all, error } = useUsage(Number(range), agent);
  const rows = useMemo(
    () => (only === undefined ? all : all?.filter((row) => (row[group] ?? '') === only)),
    [all, only, group],
  );
  const unpriced = unpricedModels(rows ?? []);
  const sum = usageTotal(rows ?? []);
  if (error && !all) return <ErrorNotice error={error} />;
  if (!all || !rows) return <Skeleton rows={6} />;
  return (
    <>
      <div className={styles.controls}>
        <Segmented
          label={t('activity.usage.range')}
          value={range}
          options={ranges.map((value) => ({
            value,
            label: t('activity.usage.days', { count: Number(value) }),
          }))}
          onChange={setRange}
        />
        <Segmented
          label={t('activity.usage.measure')}
          value={measure}
          options={measures.map((value) => ({ value, label: t(`activity.usage.${value}`) }))}
          onChange={setMeasure}
        />
        {agents.length > 1 && (
          <Select
            label={t('activity.filter.agent')}
            value={agent}
            options={[
              { value: '', label: t('activity.filter.allAgents') },
              ...agents.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={setAgent}
          />
        )}
      </div>
      {error && <ErrorNotice error={error} />}
      {all.length === 0 ? (
        <EmptyState icon={<ChartColumn size={20} aria-hidden />} title={t('activity.usage.empty.title')}>
          {t('activity.usage.empty.body')}
        </EmptyState>
      ) : (
        <div className={styles.cards}>
          <dl className={styles.totals}>
            <Total name={t('activity.usage.cost')} value={money(sum.cost, locale)} />
            <Total name={t('activity.usage.requests')} value={count(sum.requests, locale)} />
            <Total name={t('activity.usage.errors')} value={count(sum.errors, locale)} />
            <Total name={t('activity.usage.input')} value={compact(sum.inputTokens, locale)} />
            <Total name={t('activity.usage.output')} value={compact(sum.outputTokens, locale)} />
            <Total name={t('activity.usage.cached')} value={compact(sum.cacheReadTokens, locale)} />
          </dl>
          {unpriced.length > 0 && (
            <Notice tone="info" icon={<Info size={18} aria-hidden />} title={t('activity.usage.unpriced')}>
              {t('activity.usage.unpricedNote', {
                count: unpriced.length,
                names: new Intl.ListFormat(locale).format(unpriced),
              })}
            </Notice>
          )}
          <UsageDays
            days={usageDays(rows, Number(range), now)}
            measure={measure}
            {...(only === undefined ? {} : { only: only || t('activity.usage.none') })}
          />
          <UsageBreakdown
            entries={usageEntries(all, group, measure)}
            group={group}
            groups={groups}
            measure={measure}
            only={only}
            onOnly={setOnly}
            onGroup={(next) => {
              setOnly(undefined);
              setGroup(next);
            }}
          />
        </div>
      )}
    </>
  );
}

function Total({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Rows of the last days; what was read before stays while it is read again. */
function useUsage(days: number, agent: string) {
  const { host } = useApp();
  const newest = useTopic('activity')?.latest[0]?.requestId;
  const [state, setState] = useState<{ rows?: readonly UsageRow[]; error?: CallError; at: number }>({
    at: 0,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another newest request is the reason to look again.
  useEffect(() => {
    let gone = false;
    const wait = Math.max(0, state.at + renewMs - Date.now());
    const timer = setTimeout(async () => {
      const result = await host.invoke('activity.usage', { days, ...(agent ? { agent } : {}) });
      if (gone) return;
      setState((known) =>
        result.ok
          ? { rows: result.value.rows, at: Date.now() }
          : { ...known, error: result.error, at: Date.now() },
      );
    }, wait);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [host, days, agent, newest]);
  return state;
}
