import { Lock, LogIn } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallError } from '#core/contract/error.ts';
import type { ProviderView } from '#core/contract/topics.ts';
import styles from '#renderer/features/profiles/credential-form.module.css';
import { Unlock } from '#renderer/features/profiles/credential-form.tsx';
import { NameField } from '#renderer/features/profiles/name-field.tsx';
import { SignInFlow } from '#renderer/features/profiles/sign-in-flow.tsx';
import { useGoesTo } from '#renderer/features/profiles/use-goes-to.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DialogFooter } from '#renderer/ui/dialog.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';

interface SignInPanelProps {
  agent: string;
  provider: ProviderView;
  /** The profile that is signed in again; absent: a new one is made. */
  replace?: string | undefined;
  /** A flow that waits already. */
  flow?: string | undefined;
  onSaved: (id: string) => void;
}

/** How to sign in, and then the sign-in itself. */
export function SignInPanel({ agent, provider, replace, flow: known, onSaved }: SignInPanelProps) {
  const { t } = useTranslation();
  const { signIns, ui, host } = useApp();
  const goesTo = useGoesTo(agent);
  const [flow, setFlow] = useState(known);
  const [method, setMethod] = useState(provider.signIn[0] ?? 'browser');
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CallError>();
  const begun = useRef(false);

  async function start() {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    const result = await signIns.start({
      agent,
      provider: provider.id,
      method,
      ...(replace ? { replace } : {}),
      ...(name.trim() ? { name: name.trim() } : {}),
    });
    setBusy(false);
    if (!result.ok) return setError(result.error);
    begun.current = true;
    setFlow(result.value.flow);
  }

  if (flow !== undefined) {
    return (
      <SignInFlow
        key={flow}
        flow={flow}
        // A device's page is opened by the person, who has to take the code along.
        openPage={begun.current && method === 'browser' && host.face === 'desktop'}
        onAgain={() => setFlow(undefined)}
        onSaved={onSaved}
      />
    );
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      {provider.signIn.length > 1 && (
        <Segmented
          label={t('signIn.how')}
          value={method}
          options={provider.signIn.map((value) => ({ value, label: t(`signIn.method.${value}`) }))}
          onChange={setMethod}
        />
      )}
      <p className={styles.help}>{t(`signIn.help.${method}`)}</p>
      {!replace && <NameField agent={agent} provider={provider.id} value={name} onChange={setName} />}
      {error && <ErrorNotice error={error} actions={error.code === 'vault_locked' && <Unlock />} />}
      <p className={styles.where}>
        <Lock size={14} aria-hidden /> {goesTo}
      </p>
      <DialogFooter>
        <Button onClick={ui.close}>{t('common.cancel')}</Button>
        <Button type="submit" look="primary" busy={busy} icon={<LogIn size={15} aria-hidden />}>
          {t(busy ? 'signIn.starting' : 'signIn.start')}
        </Button>
      </DialogFooter>
    </form>
  );
}
