import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Bar, hourBars, latencyRuns, summarise } from '#renderer/features/overview/chart.ts';
import styles from '#renderer/features/overview/last-hour.module.css';
import { clockTime, count, latency } from '#renderer/lib/format.ts';
import { useNow } from '#renderer/lib/use-now.ts';
import { useTopic } from '#renderer/state/react.ts';
import { Card } from '#renderer/ui/card.tsx';

const width = 600;
const barHeight = 88;
const lineHeight = 30;
const gap = 14;

/** Requests and latency of the last hour: bars over a line, and the same as a table. */
export function LastHour({ className }: { className?: string | undefined }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const activity = useTopic('activity');
  const [pointed, setPointed] = useState<Bar>();
  const bars = hourBars(activity?.minutes ?? [], now);
  const sum = summarise(bars);
  const shown = pointed ?? { ...sum, at: undefined };
  const locale = i18n.language;
  return (
    <Card
      title={t('hour.title')}
      className={className}
      aside={pointed ? clockTime(pointed.at, locale) : sum.requests > 0 ? t('hour.span') : undefined}
    >
      {sum.requests === 0 ? (
        <p className={styles.empty}>{t('hour.empty')}</p>
      ) : (
        <>
          <dl className={styles.figures}>
            <Figure name={t('hour.requests')} value={count(shown.requests, locale)} />
            <Figure name={t('hour.errors')} value={count(shown.errors, locale)} bad={shown.errors > 0} />
            <Figure
              name={t('hour.median')}
              value={shown.requests > 0 ? latency(shown.medianMs, locale) : '–'}
            />
          </dl>
          <Chart
            bars={bars}
            label={t('hour.summary', { ...sum, median: latency(sum.medianMs, locale) })}
            onPoint={setPointed}
          />
          <div className={styles.axis} aria-hidden>
            <span>{clockTime(bars[0]?.at ?? now, locale)}</span>
            <span>{clockTime(bars[30]?.at ?? now, locale)}</span>
            <span>{t('hour.now')}</span>
          </div>
          <details className={styles.table}>
            <summary>{t('hour.asTable')}</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling table must be reachable by keyboard. */}
            <section className={styles.scroll} tabIndex={0} aria-label={t('hour.title')}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t('hour.minute')}</th>
                    <th scope="col">{t('hour.requests')}</th>
                    <th scope="col">{t('hour.errors')}</th>
                    <th scope="col">{t('hour.median')}</th>
                  </tr>
                </thead>
                <tbody>
                  {bars
                    .filter(({ requests }) => requests > 0)
                    .toReversed()
                    .map((bar) => (
                      <tr key={bar.at}>
                        <th scope="row">{clockTime(bar.at, locale)}</th>
                        <td>{count(bar.requests, locale)}</td>
                        <td>{count(bar.errors, locale)}</td>
                        <td>{latency(bar.medianMs, locale)}</td>
                      </tr>
                    ))}
                </tbody>
              </table>
            </section>
          </details>
        </>
      )}
    </Card>
  );
}

function Figure({ name, value, bad = false }: { name: string; value: string; bad?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-bad={bad}>{value}</dd>
    </div>
  );
}

function Chart({
  bars,
  label,
  onPoint,
}: {
  bars: Bar[];
  label: string;
  onPoint: (bar: Bar | undefined) => void;
}) {
  const top = Math.max(4, ...bars.map(({ requests }) => requests));
  const step = width / bars.length;
  const height = (value: number) => (value / top) * barHeight;
  return (
    <svg
      className={styles.chart}
      viewBox={`0 0 ${width} ${barHeight + gap + lineHeight}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      onPointerLeave={() => onPoint(undefined)}
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        onPoint(bars[Math.floor(((event.clientX - box.left) / box.width) * bars.length)]);
      }}
    >
      <line x1="0" x2={width} y1={barHeight + 0.5} y2={barHeight + 0.5} className={styles.base} />
      {bars.map((bar, index) => (
        <g key={bar.at} className={styles.minute}>
          <rect
            className={styles.hit}
            x={index * step}
            y="0"
            width={step}
            height={barHeight + gap + lineHeight}
          />
          {bar.requests > 0 && (
            <rect
              className={styles.ok}
              x={index * step + 1.5}
              y={barHeight - height(bar.requests)}
              width={step - 3}
              height={height(bar.requests)}
              rx="1.5"
            />
          )}
          {bar.errors > 0 && (
            <rect
              className={styles.error}
              x={index * step + 1.5}
              y={barHeight - height(bar.errors)}
              width={step - 3}
              height={height(bar.errors)}
              rx="1.5"
            />
          )}
        </g>
      ))}
      <g transform={`translate(0 ${barHeight + gap})`}>
        {latencyRuns(bars, width, lineHeight - 2).map((points) => (
          <polyline key={points} points={points} className={styles.line} />
        ))}
      </g>
    </svg>
  );
}
