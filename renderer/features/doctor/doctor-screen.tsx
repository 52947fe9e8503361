import { LifeBuoy, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/doctor/doctor-screen.module.css';
import { FindingRow } from '#renderer/features/doctor/finding-row.tsx';
import { byState, troubles } from '#renderer/features/doctor/groups.ts';
import { useDoctor } from '#renderer/features/doctor/use-doctor.ts';
import { GatehouseScene } from '#renderer/features/overview/gatehouse-scene.tsx';
import { relativeTime } from '#renderer/lib/format.ts';
import { useNow } from '#renderer/lib/use-now.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { PageHeader } from '#renderer/ui/page-header.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';

/** Everything that has to be right, looked at when one comes here. */
export default function DoctorScreen() {
  const { t, i18n } = useTranslation();
  const { ui } = useApp();
  const now = useNow();
  const doctor = useDoctor();
  const { findings, at, running, error } = doctor;
  const [calm, setCalm] = useState(false);
  const trouble = troubles(findings ?? []);
  const well = findings !== undefined && trouble.length === 0;
  const groups = byState(findings ?? []);
  const quiet = groups.filter(({ state }) => state === 'ok' || state === 'skipped');
  const loud = groups.filter((group) => !quiet.includes(group));
  return (
    <>
      <PageHeader
        title={t('screens.doctor')}
        actions={
          <>
            <Button icon={<LifeBuoy size={15} aria-hidden />} onClick={() => ui.open({ kind: 'bundle' })}>
              {t('doctor.bundle')}
            </Button>
            <Button
              look="primary"
              busy={running}
              icon={<RefreshCw size={15} aria-hidden />}
              onClick={() => void doctor.run()}
            >
              {t('doctor.runAgain')}
            </Button>
          </>
        }
      >
        <p>{t('doctor.sub')}</p>
      </PageHeader>
      <p role="status" className={styles.status}>
        {running
          ? t('doctor.running')
          : findings &&
            [
              well ? t('doctor.well.title') : t('doctor.summary', { count: trouble.length }),
              at === undefined ? '' : t('doctor.at', { when: relativeTime(at, now, i18n.language) }),
            ]
              .filter(Boolean)
              .join(' · ')}
      </p>
      {error && <ErrorNotice error={error} />}
      {!findings && !error && <Skeleton rows={6} />}
      {well && (
        <div className={styles.well}>
          <GatehouseScene lit />
          <h2 className={styles.title}>{t('doctor.well.title')}</h2>
          <p>
            {t('doctor.well.body', { count: findings.filter(({ state }) => state !== 'skipped').length })}
          </p>
        </div>
      )}
      {loud.map(({ state, findings: members }) => (
        <Group key={state} state={state} findings={members} doctor={doctor} />
      ))}
      {quiet.length > 0 && (
        <Button look="ghost" aria-expanded={calm} onClick={() => setCalm(!calm)} className={styles.more}>
          {t(calm ? 'doctor.less' : 'doctor.more')}
        </Button>
      )}
      {calm &&
        quiet.map(({ state, findings: members }) => (
          <Group key={state} state={state} findings={members} doctor={doctor} />
        ))}
    </>
  );
}

function Group({
  state,
  findings,
  doctor,
}: ReturnType<typeof byState>[number] & { doctor: ReturnType<typeof useDoctor> }) {
  const { t } = useTranslation();
  return (
    <section className={styles.group}>
      <h2 className={styles.name}>{t(`doctor.group.${state}`)}</h2>
      <ul className={styles.list}>
        {findings.map((finding) => (
          <FindingRow
            key={finding.id}
            finding={finding}
            busy={doctor.busy.has(finding.id)}
            failed={doctor.failed[finding.id]}
            onDo={(what) => doctor.during(finding, what)}
          />
        ))}
      </ul>
    </section>
  );
}
