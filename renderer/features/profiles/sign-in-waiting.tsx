import { ExternalLink } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignInView } from '#core/contract/calls/sign-in.ts';
import type { CallError } from '#core/contract/error.ts';
import styles from '#renderer/features/profiles/sign-in-flow.module.css';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { duration } from '#renderer/lib/format.ts';
import { useNow } from '#renderer/lib/use-now.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { DialogFooter } from '#renderer/ui/dialog.tsx';
import { SecretField } from '#renderer/ui/field.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';

interface SignInWaitingProps {
  view: SignInView;
  step: Extract<SignInView['step'], { state: 'waiting' }>;
  onCancel: () => void;
}

/** What the person has to do now, in the order of doing, and how much time is left. */
export function SignInWaiting({ view, step, onCancel }: SignInWaitingProps) {
  const { t } = useTranslation();
  const actions = useActions();
  const { ui } = useApp();
  const device = view.method === 'device';
  return (
    <div className={styles.body}>
      <p className={styles.waiting}>
        <span role="status">{t('signIn.waiting')}</span>
        <TimeLeft until={view.expiresAt} />
      </p>
      <ol className={styles.steps}>
        <li>
          <p>{t('signIn.stepOpen')}</p>
          <div className={styles.row}>
            <Button
              look="primary"
              icon={<ExternalLink size={15} aria-hidden />}
              onClick={() => void actions.openExternal(step.url)}
            >
              {t(device ? 'signIn.openDevice' : 'signIn.openPage')}
            </Button>
            <CopyButton label={t('signIn.copyLink')} copy={step.url} wide />
          </div>
        </li>
        {step.userCode && (
          <li>
            <p>{t('signIn.stepCode')}</p>
            <p className={styles.code}>
              <span className="visually-hidden">{t('signIn.code')}: </span>
              <code>{step.userCode}</code>
              <CopyButton label={t('signIn.copyCode')} copy={step.userCode} wide />
            </p>
          </li>
        )}
        {view.method === 'paste' ? (
          <li>
            <p>{t('signIn.stepPaste')}</p>
            <PasteBack flow={view.flow} />
          </li>
        ) : (
          <li>{t('signIn.stepBack')}</li>
        )}
      </ol>
      {view.method === 'browser' && (
        <details className={styles.instead}>
          <summary>{t('signIn.pasteInstead')}</summary>
          <PasteBack flow={view.flow} />
        </details>
      )}
      <DialogFooter>
        <Button onClick={onCancel}>{t('signIn.cancel')}</Button>
        <Button look="ghost" onClick={ui.close}>
          {t('signIn.later')}
        </Button>
      </DialogFooter>
    </div>
  );
}

function TimeLeft({ until }: { until: number }) {
  const { t, i18n } = useTranslation();
  const now = useNow(1_000);
  return (
    <span role="timer" className={styles.left}>
      {t('signIn.left', { time: clock(until - now, i18n.language) })}
    </span>
  );
}

/** "4m 12s" while it lasts minutes: a countdown that stands still for a minute looks broken. */
function clock(ms: number, locale: string): string {
  const left = Math.max(0, ms);
  const minutes = Math.floor(left / 60_000) * 60_000;
  if (minutes === 0 || minutes >= 3_600_000) return duration(left, locale);
  return `${duration(minutes, locale)} ${duration(left - minutes, locale)}`;
}

/** The address carries a code, so it is treated as a secret and read from its field when it is sent. */
function PasteBack({ flow }: { flow: string }) {
  const { t } = useTranslation();
  const { signIns } = useApp();
  const field = useRef<HTMLInputElement>(null);
  const [filled, setFilled] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CallError>();
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || !field.current) return;
    setBusy(true);
    setError(undefined);
    const result = await signIns.paste(flow, field.current.value.trim());
    setBusy(false);
    if (!result.ok) return setError(result.error);
    if (field.current) field.current.value = '';
  }
  return (
    <form onSubmit={submit} className={styles.paste}>
      <SecretField
        ref={field}
        name="gatehouse-redirect"
        label={t('signIn.pasteLabel')}
        placeholder={t('signIn.pastePlaceholder')}
        onChange={(event) => setFilled(event.target.value.trim() !== '')}
      />
      {error && <ErrorNotice error={error} />}
      <Button type="submit" busy={busy} disabled={!filled}>
        {t('signIn.send')}
      </Button>
    </form>
  );
}
