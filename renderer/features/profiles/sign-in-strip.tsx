import { LogIn } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SignInView } from '#core/contract/calls/sign-in.ts';
import styles from '#renderer/features/profiles/sign-in-strip.module.css';
import { useProviderName } from '#renderer/features/profiles/use-provider-name.ts';
import { duration } from '#renderer/lib/format.ts';
import { useNow } from '#renderer/lib/use-now.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { isOpenFlow } from '#renderer/state/sign-ins.ts';
import { Button } from '#renderer/ui/button.tsx';

/** Sign-ins that were left waiting: they can be gone on with, or ended. */
export function SignInStrip() {
  const flows = useTopic('signIns')?.flows.filter(isOpenFlow) ?? [];
  if (flows.length === 0) return null;
  return (
    <ul className={styles.list}>
      {flows.map((view) => (
        <Waiting key={view.flow} view={view} />
      ))}
    </ul>
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
