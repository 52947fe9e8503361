import { Cable, Link2, Play, RotateCw, Square } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TopicValue } from '#core/contract/topics.ts';
import { heard } from '#core/say/say.ts';
import styles from '#renderer/features/overview/gateway-card.module.css';
import { GatewayForeign } from '#renderer/features/overview/gateway-foreign.tsx';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useGatewayPhase } from '#renderer/features/shell/use-gateway-phase.ts';
import { duration, relativeTime } from '#renderer/lib/format.ts';
import { useSpeech } from '#renderer/lib/speech.ts';
import { useNow } from '#renderer/lib/use-now.ts';
import { allowedCommands, type GatewayPhase, phaseTone } from '#renderer/state/gateway.ts';
import { useApp, useConnected, useTopic } from '#renderer/state/react.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { StateIcon } from '#renderer/ui/state-icon.tsx';

type Gateway = TopicValue<'gateway'>;

export function GatewayCard({ className }: { className?: string | undefined }) {
  const { t } = useTranslation();
  const gateway = useTopic('gateway');
  const phase = useGatewayPhase();
  const connected = useConnected();
  const vaultOpen = useTopic('vault')?.state === 'ready';
  const { ui } = useApp();
  const actions = useActions();
  if (!gateway || !phase) return null;
  const allowed = allowedCommands(phase);
  const { observed } = gateway;
  return (
    <Card
      title={t('gateway.title')}
      className={className}
      aside={
        gateway.attached && (
          <Badge tone="info" icon={<Link2 size={12} aria-hidden />}>
            {t('gateway.attached')}
          </Badge>
        )
      }
    >
      <div className={styles.state}>
        <StateIcon tone={connected ? phaseTone[phase] : 'off'} size={20} />
        <div>
          <p className={styles.phase}>{t(`gateway.phase.${phase}`)}</p>
          <p className={styles.since}>
            <Since gateway={gateway} phase={phase} />
          </p>
          {gateway.attached && <p className={styles.since}>{t('gateway.attachedHelp')}</p>}
          {gateway.restarts > 0 && (
            <p className={styles.since}>{t('gateway.restarted', { count: gateway.restarts })}</p>
          )}
        </div>
      </div>
      {observed.state === 'foreign' && <GatewayForeign foreign={observed} />}
      <dl className={styles.facts}>
        <Fact
          name={t('gateway.address')}
          action={<CopyButton label={t('gateway.copyAddress')} copy={gateway.endpoint} />}
        >
          <code>{gateway.endpoint}</code>
        </Fact>
        <Fact
          name={t('gateway.token')}
          action={
            gateway.access === 'token' && (
              <CopyButton label={t('gateway.copyToken')} copy={actions.copyToken} />
            )
          }
        >
          {gateway.access === 'token' ? (
            <code aria-label={t('gateway.tokenHidden')} role="img">
              ••••••••••••
            </code>
          ) : (
            t(`gateway.access.${gateway.access}`)
          )}
        </Fact>
        <Fact name={t('gateway.revision')}>
          <Revision gateway={gateway} />
        </Fact>
      </dl>
      {observed.state === 'failed' && observed.lastOutput.length > 0 && (
        <details className={styles.output} open>
          <summary>{t('gateway.lastOutput')}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by keyboard. */}
          <pre tabIndex={0}>{observed.lastOutput.join('\n')}</pre>
        </details>
      )}
      <div className={styles.actions}>
        <Button
          look={allowed.start && vaultOpen && phase !== 'foreign' ? 'primary' : 'plain'}
          icon={<Play size={14} aria-hidden />}
          disabled={!allowed.start}
          onClick={() => actions.gateway('start')}
        >
          {t(phase === 'failed' || phase === 'foreign' ? 'gateway.retry' : 'gateway.start')}
        </Button>
        <Button
          icon={<Square size={13} aria-hidden />}
          disabled={!allowed.stop}
          onClick={() => actions.gateway('stop')}
        >
          {t('gateway.stop')}
        </Button>
        <Button
          icon={<RotateCw size={14} aria-hidden />}
          disabled={!allowed.restart}
          onClick={() => actions.gateway('restart')}
        >
          {t('gateway.restart')}
        </Button>
        <Button
          look="ghost"
          icon={<Cable size={15} aria-hidden />}
          onClick={() => ui.open({ kind: 'snippets' })}
        >
          {t('gateway.tools')}
        </Button>
      </div>
    </Card>
  );
}

function Fact({ name, children, action }: { name: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>
        {children}
        {action}
      </dd>
    </div>
  );
}

function Since({ gateway, phase }: { gateway: Gateway; phase: GatewayPhase }) {
  const { t, i18n } = useTranslation();
  const speech = useSpeech();
  const now = useNow(gateway.observed.state === 'ready' ? 30_000 : 1_000);
  const { observed } = gateway;
  if (phase !== observed.state) return t('gateway.since.asked');
  switch (observed.state) {
    case 'ready':
      return t('gateway.since.ready', { time: duration(now - observed.since, i18n.language) });
    case 'starting':
      return t('gateway.since.starting', { time: duration(now - observed.since, i18n.language) });
    case 'backoff':
      return t('gateway.since.backoff', {
        time: duration(observed.retryAt - now, i18n.language),
        attempt: observed.attempt,
        reason: observed.reason,
      });
    case 'stopping':
      return t('gateway.since.stopping', { when: relativeTime(observed.since, now, i18n.language) });
    case 'failed':
      return heard(observed, 'message', speech);
    case 'foreign':
      return t(observed.holder.name ? 'gateway.since.foreign' : 'gateway.since.foreignUnknown', {
        name: observed.holder.name ?? '',
        pid: observed.holder.pid ?? '?',
        port: observed.port,
      });
    case 'stopped':
      return t(gateway.wanted === 'running' ? 'gateway.since.soon' : 'gateway.since.stopped');
  }
}

function Revision({ gateway }: { gateway: Gateway }) {
  const { t } = useTranslation();
  const { wantedRevision, loadedRevision, observed } = gateway;
  if (observed.state === 'ready' && observed.rejected) {
    return (
      <span>
        {t('gateway.loaded.rejected', { wanted: observed.rejected.revision, loaded: loadedRevision ?? '–' })}
      </span>
    );
  }
  if (loadedRevision === undefined)
    return <span>{t('gateway.loaded.none', { wanted: wantedRevision })}</span>;
  return loadedRevision === wantedRevision ? (
    <span>{t('gateway.loaded.same', { loaded: loadedRevision })}</span>
  ) : (
    <span>{t('gateway.loaded.behind', { loaded: loadedRevision, wanted: wantedRevision })}</span>
  );
}
