import { RefreshCw, Wrench } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CallError } from '#core/contract/error.ts';
import type { Finding } from '#core/doctor/finding.ts';
import { heard } from '#core/say/say.ts';
import styles from '#renderer/features/doctor/finding-row.module.css';
import { useSpeech } from '#renderer/lib/speech.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { StateIcon } from '#renderer/ui/state-icon.tsx';

const tones = { fail: 'bad', warn: 'warn', note: 'quiet', ok: 'good', skipped: 'off' } as const;

interface FindingRowProps {
  finding: Finding;
  busy: boolean;
  failed: CallError | undefined;
  /** @returns whether it is well now. */
  onDo: (what: 'fix' | 'again') => Promise<boolean>;
}

/** What was seen, why it matters, and the one button that mends it. */
export function FindingRow({ finding, busy, failed, onDo }: FindingRowProps) {
  const { t, i18n } = useTranslation();
  const { toasts } = useApp();
  const speech = useSpeech();
  const { state, where } = finding;
  const what = heard(finding, 'what', speech);
  const why = heard(finding, 'why', speech);
  const hint = heard(finding, 'hint', speech);
  const fix = heard(finding, 'fix', speech);
  const title = `doctorChecks.${finding.check}`;
  const about = where ? `${what} ${where}` : what;
  async function mend() {
    const well = await onDo('fix');
    toasts.show({ tone: well ? 'good' : 'info', title: t(well ? 'doctor.fixed' : 'doctor.stillThere') });
  }
  return (
    <li className={styles.finding}>
      <span className={styles.icon}>
        <StateIcon tone={tones[state]} size={18} />
        <span className="visually-hidden">{t(`doctor.group.${state}`)}: </span>
      </span>
      <div className={styles.words}>
        {i18n.exists(title) && <p className={styles.check}>{t(title as 'doctorChecks.disk')}</p>}
        <h3 className={styles.what}>{what}</h3>
        {why && <p className={styles.why}>{why}</p>}
        {(fix || hint) && (
          <p className={styles.todo}>
            <span className={styles.label}>{t(fix ? 'doctor.willDo' : 'doctor.byHand')}</span> {fix ?? hint}
          </p>
        )}
        <p className={styles.where}>
          {where && (
            <>
              <code>{where}</code>
              <CopyButton
                label={t('common.pair', { name: t('doctor.copyWhere'), value: where })}
                copy={where}
              />
            </>
          )}
          <code>{finding.check}</code>
        </p>
        {failed && <ErrorNotice error={failed} />}
      </div>
      <div className={styles.side}>
        {fix && state !== 'ok' && (
          <Button
            look="primary"
            size="sm"
            busy={busy}
            icon={<Wrench size={14} aria-hidden />}
            aria-label={t('common.pair', { name: t('doctor.fix'), value: about })}
            onClick={() => void mend()}
          >
            {t(busy ? 'doctor.fixing' : 'doctor.fix')}
          </Button>
        )}
        <IconButton
          size="sm"
          busy={busy && fix === undefined}
          label={t('common.pair', { name: t('doctor.recheck'), value: about })}
          icon={<RefreshCw size={14} aria-hidden />}
          onClick={() => void onDo('again')}
        />
      </div>
    </li>
  );
}
