import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Installation } from '#core/family/installation.ts';
import { heard } from '#core/say/say.ts';
import { FamilyAgents } from '#renderer/features/families/family-agents.tsx';
import { InstallationActions } from '#renderer/features/families/installation-actions.tsx';
import styles from '#renderer/features/families/installation-card.module.css';
import { UpgradeProgress } from '#renderer/features/families/upgrade-progress.tsx';
import { useSpeech } from '#renderer/lib/speech.ts';
import { gatewayPhase, phaseTone } from '#renderer/state/gateway.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Card } from '#renderer/ui/card.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';
import { StateIcon } from '#renderer/ui/state-icon.tsx';

/** One gateway: what it is, how it is, what it will do, and what can be done with it. */
export function InstallationCard({ installation }: { installation: Installation }) {
  const { t, i18n } = useTranslation();
  const speech = useSpeech();
  const { label, version, generation, observed, remote, mirrored, mode, service, notes } = installation;
  const phase = gatewayPhase(observed, undefined);
  const plain = mirrored && mode === 'plain';
  return (
    <Card
      title={
        <>
          <StateIcon tone={phaseTone[phase]} />
          <span className={styles.label}>{label}</span>
          {version && <span>{version}</span>}
        </>
      }
      aside={
        <Badge tone={plain ? 'warn' : mirrored ? 'good' : 'quiet'}>
          {t(
            remote
              ? 'families.remote'
              : plain
                ? 'families.mirroredPlain'
                : mirrored
                  ? 'families.mirrored'
                  : 'families.notMirrored',
          )}
        </Badge>
      }
    >
      <p className={styles.state}>
        {t(`gateway.phase.${phase}`)}
        {observed.state === 'failed' && (
          <span className={styles.why}> {heard(observed, 'message', speech)}</span>
        )}
        {observed.state === 'backoff' && <span className={styles.why}> {observed.reason}</span>}
      </p>
      {observed.state === 'failed' && observed.lastOutput.length > 0 && (
        <details className={styles.output}>
          <summary>{t('gateway.lastOutput')}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by keyboard. */}
          <pre tabIndex={0}>{observed.lastOutput.join('\n')}</pre>
        </details>
      )}
      {notes.map((note) => (
        <ErrorNotice key={`${note.code} ${note.message}`} error={note} live={false} />
      ))}
      {installation.upgrade && <UpgradeProgress id={installation.id} upgrade={installation.upgrade} />}
      <dl className={styles.facts}>
        <Fact name={t('families.generation')}>{t(`families.generations.${generation}`)}</Fact>
        {remote ? (
          <>
            <Fact name={t('families.remoteUrl')} code={remote.url} />
            <Fact name={t('families.ssh')} code={remote.ssh} />
          </>
        ) : (
          <>
            <Fact name={t('families.port')} code={String(installation.port)} />
            <Fact name={t('families.stateDir')} code={installation.stateDir} />
            <Fact name={t('families.command')} code={installation.command} />
          </>
        )}
        {service && (
          <Fact name={t('families.service')}>
            {t(service.active ? 'families.serviceIs.active' : 'families.serviceIs.inactive', {
              name: service.name,
            })}
          </Fact>
        )}
        <Fact name={t('families.foundBy')}>
          {new Intl.ListFormat(i18n.language, { type: 'unit' }).format(
            installation.foundBy.map((way) => t(`families.found.${way}`)),
          )}
        </Fact>
        <Fact name={t('families.readAt')}>
          <RelativeTime at={installation.readAt} />
        </Fact>
      </dl>
      <FamilyAgents installation={installation} />
      <InstallationActions installation={installation} />
    </Card>
  );
}

function Fact({ name, code, children }: { name: string; code?: string | undefined; children?: ReactNode }) {
  if (code === undefined && children === undefined) return null;
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{code === undefined ? children : <code>{code}</code>}</dd>
    </div>
  );
}
