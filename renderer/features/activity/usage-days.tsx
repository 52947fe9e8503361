import { ChartColumn, Table2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/activity/usage-days.module.css';
import { useMeasure } from '#renderer/features/activity/use-measure.ts';
import { compact, count, money, shortDay } from '#renderer/lib/format.ts';
import { measured, type UsageDay, type UsageMeasure } from '#renderer/state/usage.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';

const width = 720;
const height = 140;

const dayAt = (day: string) => Date.parse(`${day}T00:00:00Z`);

/** What each day took: bars, or the same as a table. */
export function UsageDays({
  days,
  measure,
  only,
}: {
  days: readonly UsageDay[];
  measure: UsageMeasure;
  only?: string;
}) {
  const { t, i18n } = useTranslation();
  const [table, setTable] = useState(false);
  const [pointed, setPointed] = useState<UsageDay>();
  const say = useMeasure(measure);
  const name = (day: UsageDay | undefined) => (day ? shortDay(dayAt(day.day), i18n.language, 'UTC') : '');
  return (
    <Card
      title={only === undefined ? t('activity.usage.perDay') : `${t('activity.usage.perDay')} · ${only}`}
      aside={
        <>
          {pointed && !table && (
            <span>
              {name(pointed)} · <strong>{say(pointed)}</strong>
            </span>
          )}
          <Button
            size="sm"
            look="ghost"
            icon={table ? <ChartColumn size={14} aria-hidden /> : <Table2 size={14} aria-hidden />}
            onClick={() => setTable(!table)}
          >
            {t(table ? 'common.asChart' : 'common.asTable')}
          </Button>
        </>
      }
    >
      {table ? (
        <DayTable days={days} name={name} />
      ) : (
        <>
          <DayChart days={days} measure={measure} say={say} name={name} onPoint={setPointed} />
          <div className={styles.axis} aria-hidden>
            <span>{name(days[0])}</span>
            <span>{name(days[Math.floor(days.length / 2)])}</span>
            <span>{name(days.at(-1))}</span>
          </div>
        </>
      )}
    </Card>
  );
}

function DayChart(props: {
  days: readonly UsageDay[];
  measure: UsageMeasure;
  say: (day: UsageDay) => string;
  name: (day: UsageDay | undefined) => string;
  onPoint: (day: UsageDay | undefined) => void;
}) {
  const { days, measure, say, name, onPoint } = props;
  const { t } = useTranslation();
  const most = days.reduce(
    (a, b) => (measured(b, measure) > measured(a, measure) ? b : a),
    days[0] as UsageDay,
  );
  const top = Math.max(measured(most, measure), Number.MIN_VALUE);
  const step = width / days.length;
  const gap = Math.min(4, step / 4);
  return (
    <svg
      className={styles.chart}
      viewBox={`0 0 ${width} ${height + 1}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t('activity.usage.chart', {
        measure: t(`activity.usage.${measure}`),
        from: name(days[0]),
        to: name(days.at(-1)),
        most: say(most),
        day: name(most),
      })}
      onPointerLeave={() => onPoint(undefined)}
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        onPoint(days[Math.floor(((event.clientX - box.left) / box.width) * days.length)]);
      }}
    >
      {[0.5, 1].map((part) => (
        <line
          key={part}
          x1="0"
          x2={width}
          y1={height * (1 - part) + 0.5}
          y2={height * (1 - part) + 0.5}
          className={styles.grid}
        />
      ))}
      {days.map((day, index) => {
        const tall = (measured(day, measure) / top) * (height - 4);
        return (
          <g key={day.day} className={styles.day}>
            <rect className={styles.hit} x={index * step} y="0" width={step} height={height} />
            {tall > 0 && (
              <rect
                className={styles.bar}
                x={index * step + gap}
                y={height - Math.max(1.5, tall)}
                width={step - 2 * gap}
                height={Math.max(1.5, tall)}
                rx="1.5"
              />
            )}
          </g>
        );
      })}
      <line x1="0" x2={width} y1={height + 0.5} y2={height + 0.5} className={styles.base} />
    </svg>
  );
}

function DayTable({ days, name }: { days: readonly UsageDay[]; name: (day: UsageDay) => string }) {
  const { t, i18n } = useTranslation();
  const locale = i18n.language;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling table must be reachable by keyboard.
    <section className={styles.scroll} tabIndex={0} aria-label={t('activity.usage.perDay')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('activity.usage.day')}</th>
            <th scope="col">{t('activity.usage.requests')}</th>
            <th scope="col">{t('activity.usage.errors')}</th>
            <th scope="col">{t('activity.usage.input')}</th>
            <th scope="col">{t('activity.usage.output')}</th>
            <th scope="col">{t('activity.usage.cost')}</th>
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map((day) => (
            <tr key={day.day}>
              <th scope="row">{name(day)}</th>
              <td>{count(day.requests, locale)}</td>
              <td>{count(day.errors, locale)}</td>
              <td>{compact(day.inputTokens, locale)}</td>
              <td>{compact(day.outputTokens, locale)}</td>
              <td>{money(day.cost, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
