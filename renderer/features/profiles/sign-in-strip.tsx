import { CircleX, LogIn } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SignInView } from '#core/contract/calls/sign-in.ts';
import { heard } from '#core/say/say.ts';
import styles from '#renderer/features/profiles/sign-in-strip.module.css';
import { useProviderName } from '#renderer/features/profiles/use-provider-name.ts';
import { duration } from '#renderer/lib/format.ts';
import { useSpeech } from '#renderer/lib/speech.ts';
import { useNow } from '#renderer/lib/use-now.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { isOpenFlow } from '#renderer/state/sign-ins.ts';
import { Button } from '#renderer/ui/button.tsx';

/** Sign-ins that were left waiting can be gone on with, or ended; one that failed meanwhile says so. */
export function SignInStrip() {
  const flows = useTopic('signIns')?.flows ?? [];
  const shown = flows.filter((view) => isOpenFlow(view) || failed(view));
  if (shown.length === 0) return null;
  return (
    <ul className={styles.list}>
      {shown.map((view) =>
        isOpenFlow(view) ? <Waiting key={view.flow} view={view} /> : <Failed key={view.flow} view={view} />,
      )}
    </ul>
  );
}

/** Whoever cancelled it knows. */
const failed = ({ step }: SignInView) => step.state === 'failed' && step.reason !== 'cancelled';

function Failed({ view }: { view: SignInView }) {
  const { t } = useTranslation();
  const speech = useSpeech();
  const { signIns } = useApp();
  const name = useProviderName()(view.provider);
  return (
    <li className={styles.item} data-tone="bad">
      <CircleX size={17} aria-hidden />
      <p className={styles.words}>
        {t('signIn.stripFailed', { name })}
        {view.step.state === 'failed' && (
          <span className={styles.left}> {heard(view.step, 'message', speech)}</span>
        )}
      </p>
      <Button size="sm" onClick={() => void signIns.dismiss(view.flow)}>
        {t('common.dismiss')}
      </Button>
    </li>
  );
}

function Waiting({ view }: { view: SignInView }) {
  const { t, i18n } = useTranslation();
  const { ui, signIns } = useApp();
  const now = useNow(1_000);
  const name = useProviderName()(view.provider);
  const waiting = view.step.state === 'waiting';
  const { flow, agent, provider } = view;
  return (
    <li className={styles.item}>
      <LogIn size={17} aria-hidden />
      <p className={styles.words}>
        {t(waiting ? 'signIn.strip' : 'signIn.stripExchanging', { name })}
        {waiting && (
          <span className={styles.left}>
            {' · '}
            {t('signIn.left', { time: duration(view.expiresAt - now, i18n.language) })}
          </span>
        )}
      </p>
      {waiting && (
        <>
          <Button size="sm" look="ghost" onClick={() => void signIns.dismiss(flow)}>
            {t('signIn.cancel')}
          </Button>
          <Button size="sm" onClick={() => ui.open({ kind: 'add', agent, provider, flow })}>
            {t('signIn.continue')}
          </Button>
        </>
      )}
    </li>
  );
}
