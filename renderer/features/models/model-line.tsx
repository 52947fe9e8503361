import { CircleX, Timer } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { CatalogModel } from '#core/contract/calls/models.ts';
import type { TopicValue } from '#core/contract/topics.ts';
import { heard } from '#core/say/say.ts';
import { retirement } from '#renderer/features/models/catalog-filter.ts';
import styles from '#renderer/features/models/model-line.module.css';
import { entryOf } from '#renderer/features/models/use-catalog.ts';
import { latency } from '#renderer/lib/format.ts';
import { useSpeech } from '#renderer/lib/speech.ts';
import { useNow } from '#renderer/lib/use-now.ts';
import { modelName } from '#renderer/state/models.ts';
import { useApp } from '#renderer/state/react.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { ProviderMark } from '#renderer/ui/provider-mark.tsx';
import { Spinner } from '#renderer/ui/spinner.tsx';

interface ModelLineProps {
  agent: string;
  /** A reference or an alias. */
  model: string;
  models: TopicValue<'models'>;
  catalog: readonly CatalogModel[] | undefined;
  badge?: ReactNode;
}

/** One model in a role: its name, what it is called, how it is reached, and what a probe said. */
export function ModelLine({ agent, model, models, catalog, badge }: ModelLineProps) {
  const { t } = useTranslation();
  const ref = models.aliases[model] ?? model;
  const { provider, name } = modelName(ref, models);
  const entry = entryOf(model, catalog, models.aliases);
  const keyless = models.providers.find(({ id }) => id === provider)?.needsKey === false;
  return (
    <div className={styles.line}>
      <ProviderMark id={provider} name={provider} />
      <div className={styles.words}>
        <p className={styles.name}>
          <span>{entry?.name ?? name}</span>
          {badge}
          <Retires retires={entry?.retires} />
        </p>
        <p className={styles.more}>
          <code>{ref}</code>
          {ref !== model && <span>{t('models.byAlias', { alias: model })}</span>}
          {entry && (
            <span data-tone={entry.reachable.length === 0 && !keyless ? 'warn' : undefined}>
              {entry.reachable.length > 0
                ? t('models.reachedBy', { profiles: entry.reachable.join(', ') })
                : t(keyless ? 'models.keyless' : 'models.unreached')}
            </span>
          )}
        </p>
        <Probe agent={agent} model={model} />
      </div>
    </div>
  );
}

export function Retires({ retires }: { retires: string | undefined }) {
  const { t, i18n } = useTranslation();
  const how = retirement(retires, useNow(3_600_000));
  if (retires === undefined || how === 'no' || how === 'later') return null;
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    Date.parse(retires),
  );
  return (
    <Badge tone={how === 'past' ? 'bad' : 'warn'} icon={<Timer size={12} aria-hidden />}>
      {t(how === 'past' ? 'models.retired' : 'models.retires', { day })}
    </Badge>
  );
}

/** What a small request through the gateway has shown. */
export function Probe({ agent, model }: { agent: string; model: string }) {
  const { t, i18n } = useTranslation();
  const speech = useSpeech();
  const app = useApp();
  const probe = useStore(app.models.extra, ({ probes }) => probes[`${agent}/${model}`]);
  if (!probe) return null;
  if (probe.state === 'running') {
    return (
      <p className={styles.probe} role="status">
        <Spinner size={14} /> {t('models.probe.running')}
      </p>
    );
  }
  const time = latency(probe.latencyMs, i18n.language);
  return (
    <p className={styles.probe} role="status" data-tone={probe.ok ? 'good' : 'bad'}>
      {probe.ok ? <Timer size={14} aria-hidden /> : <CircleX size={14} aria-hidden />}
      <span>
        {probe.ok
          ? t(probe.profile ? 'models.probe.okBy' : 'models.probe.ok', { time, profile: probe.profile ?? '' })
          : ((probe.error && heard(probe.error, 'message', speech)) ?? t('models.probe.failed'))}
        {!probe.ok && probe.error && (
          <>
            {' '}
            {heard(probe.error, 'hint', speech) ?? t(`errors.${probe.error.code}.todo`)}{' '}
            <code>{probe.error.code}</code>
          </>
        )}
      </span>
    </p>
  );
}
