import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { heard } from '#core/say/say.ts';
import styles from '#renderer/features/profiles/sign-in-flow.module.css';
import { SignInWaiting } from '#renderer/features/profiles/sign-in-waiting.tsx';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useSpeech } from '#renderer/lib/speech.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { knownReason, signInShown } from '#renderer/state/sign-ins.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DialogFooter } from '#renderer/ui/dialog.tsx';
import { ErrorCode, Notice } from '#renderer/ui/notice.tsx';
import { Spinner } from '#renderer/ui/spinner.tsx';

interface SignInFlowProps {
  flow: string;
  /** Open the provider's page as soon as it is known. */
  openPage: boolean;
  onAgain: () => void;
  onSaved: (id: string) => void;
}

/** One sign-in from its page to its end. Closing the dialog leaves it waiting; only "cancel" ends it. */
export function SignInFlow({ flow, openPage, onAgain, onSaved }: SignInFlowProps) {
  const { t } = useTranslation();
  const speech = useSpeech();
  const { signIns, profiles, ui } = useApp();
  const actions = useActions();
  const flows = useTopic('signIns')?.flows;
  const seen = useRef(false);
  const opened = useRef(false);
  const finished = useRef(false);
  const shown = signInShown(flows, flow, seen.current);
  const view = 'view' in shown ? shown.view : undefined;
  if (view) seen.current = true;

  useEffect(() => {
    if (!openPage || opened.current || view?.step.state !== 'waiting') return;
    opened.current = true;
    void actions.openExternal(view.step.url);
  }, [openPage, view, actions]);
  useEffect(() => {
    if (view?.step.state !== 'done' || finished.current) return;
    finished.current = true;
    const { profile } = view.step;
    void signIns.dismiss(flow);
    void profiles.test(view.agent, profile);
    onSaved(profile);
  }, [view, flow, signIns, profiles, onSaved]);

  const again = () => {
    if (view) void signIns.dismiss(flow);
    onAgain();
  };
  if (shown.state === 'gone') {
    return (
      <>
        <div className={styles.body}>
          <Notice tone="info" live title={t('signIn.gone')}>
            {t('signIn.goneBody')}
          </Notice>
        </div>
        <DialogFooter>
          <Button onClick={ui.close}>{t('common.close')}</Button>
          <Button look="primary" onClick={onAgain}>
            {t('common.retry')}
          </Button>
        </DialogFooter>
      </>
    );
  }
  if (view?.step.state === 'failed') {
    const { reason } = view.step;
    const message = heard(view.step, 'message', speech);
    const hint = heard(view.step, 'hint', speech);
    const known = knownReason(reason) ?? 'other';
    return (
      <>
        <div className={styles.body}>
          <Notice tone={known === 'cancelled' ? 'info' : 'bad'} live title={t(`signIn.reason.${known}`)}>
            <p>{message}</p>
            {hint && <p>{hint}</p>}
            <ErrorCode code={`sign_in_${reason}`} />
          </Notice>
        </div>
        <DialogFooter>
          <Button
            onClick={() => {
              void signIns.dismiss(flow);
              ui.close();
            }}
          >
            {t('common.close')}
          </Button>
          <Button look="primary" autoFocus onClick={again}>
            {t('common.retry')}
          </Button>
        </DialogFooter>
      </>
    );
  }
  if (view?.step.state === 'waiting') {
    return <SignInWaiting view={view} step={view.step} onCancel={again} />;
  }
  return (
    <p className={styles.progress} role="status">
      <Spinner size={17} />
      {t(view ? 'signIn.exchanging' : 'signIn.starting')}
    </p>
  );
}
