import { ArrowLeftRight, Lock, LockOpen } from 'lucide-react';
import { type FormEvent, type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallError, Result } from '#core/contract/error.ts';
import type { ProviderView } from '#core/contract/topics.ts';
import { heard } from '#core/say/say.ts';
import styles from '#renderer/features/profiles/credential-form.module.css';
import { KeyField, noShape, secretShape } from '#renderer/features/profiles/key-field.tsx';
import { credentialFrom, type Method, type RefSource } from '#renderer/features/profiles/methods.ts';
import { NameField } from '#renderer/features/profiles/name-field.tsx';
import { ReferenceFields } from '#renderer/features/profiles/reference-fields.tsx';
import { TokenFields } from '#renderer/features/profiles/token-fields.tsx';
import { useGoesTo } from '#renderer/features/profiles/use-goes-to.ts';
import { useProviderName } from '#renderer/features/profiles/use-provider-name.ts';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useSpeech } from '#renderer/lib/speech.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DialogFooter } from '#renderer/ui/dialog.tsx';
import { ErrorNotice, Notice } from '#renderer/ui/notice.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';

interface CredentialFormProps {
  agent: string;
  provider: ProviderView;
  method: Exclude<Method, 'signIn'>;
  /** The profile whose secret is replaced; absent: a new one is made. */
  replace?: string | undefined;
  /** The first field takes the focus. */
  autoFocus: boolean;
  /** A secret that was pasted a step earlier; taken and cleared here. */
  pasted: RefObject<string>;
  /** Another way of the same provider, with what was pasted. */
  onMethod: (method: Method) => void;
  /** Another provider, with what was pasted. */
  onProvider?: (provider: string) => void;
  onSaved: (id: string) => void;
}

/** A pasted key, a pasted token, or a reference: saved as a new profile or in place of an old secret. */
export function CredentialForm(props: CredentialFormProps) {
  const { agent, provider, method, replace, autoFocus, pasted, onMethod, onProvider, onSaved } = props;
  const { t } = useTranslation();
  const speech = useSpeech();
  const { profiles, ui } = useApp();
  const nameOf = useProviderName();
  const vault = useTopic('vault');
  const goesTo = useGoesTo(agent);
  const secret = useRef<HTMLInputElement>(null);
  const [shape, setShape] = useState(noShape);
  const [name, setName] = useState('');
  const [source, setSource] = useState<RefSource>('env');
  const [of, setOf] = useState<'api_key' | 'token'>('api_key');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CallError>();

  useLayoutEffect(() => {
    if (!secret.current || pasted.current === '') return;
    secret.current.value = pasted.current;
    pasted.current = '';
    setShape(secretShape(secret.current.value, provider));
  }, [pasted, provider]);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const credential = credentialFrom(method, new FormData(event.currentTarget), { source, of });
    setBusy(true);
    setError(undefined);
    const chosen = name.trim() ? { name: name.trim() } : {};
    const result: Result<unknown> = replace
      ? await profiles.replace(agent, replace, credential)
      : await profiles.add({ agent, provider: provider.id, ...chosen, credential });
    setBusy(false);
    if (!result.ok) {
      // The secret stays in its field, so that the person can mend the cause and try again.
      setError(result.error);
      return;
    }
    if (secret.current) secret.current.value = '';
    const id = replace ?? (result.value as { id: string }).id;
    void profiles.test(agent, id);
    onSaved(id);
  }
  const keep = () => {
    pasted.current = secret.current?.value ?? '';
  };
  const onChange = (value: string) => setShape(secretShape(value, provider));
  const other = shape.provider !== undefined && shape.provider !== provider.id ? shape.provider : undefined;

  return (
    <form onSubmit={submit} autoComplete="off" className={styles.form}>
      {method === 'key' && !provider.needsKey && (
        <Notice tone="info" title={t('add.keylessTitle', { name: provider.name })}>
          {t('add.keylessBody', { url: provider.baseUrl })}
        </Notice>
      )}
      {method !== 'reference' && vault && vault.state !== 'ready' && vault.state !== 'checking' && (
        <Notice
          tone="warn"
          title={t(`vault.panel.${vault.state}.title`, { backend: vault.backend })}
          actions={vault.state === 'locked' && <Unlock />}
        >
          {heard(vault, 'hint', speech)}
        </Notice>
      )}
      {method === 'key' && (
        <KeyField inputRef={secret} provider={provider} autoFocus={autoFocus} onChange={onChange} />
      )}
      {method === 'token' && provider.token && (
        <TokenFields inputRef={secret} token={provider.token} autoFocus={autoFocus} onChange={onChange} />
      )}
      {method === 'reference' && (
        <ReferenceFields
          autoFocus={autoFocus}
          source={source}
          onSource={setSource}
          onFilled={(filled) => setShape({ ...noShape, filled })}
        />
      )}
      {method === 'reference' && provider.token && (
        <Segmented
          label={t('reference.of')}
          value={of}
          options={[
            { value: 'api_key', label: t('reference.ofKey') },
            { value: 'token', label: t('reference.ofToken') },
          ]}
          onChange={setOf}
        />
      )}
      {method === 'key' && shape.token && (
        <Hint
          title={t('add.looksLikeToken', { name: provider.name })}
          action={t('add.useToken')}
          run={() => {
            keep();
            onMethod('token');
          }}
        />
      )}
      {method === 'token' && shape.provider === provider.id && !shape.token && (
        <Hint
          title={t('add.looksLikeKey')}
          action={t('add.useKey')}
          run={() => {
            keep();
            onMethod('key');
          }}
        />
      )}
      {other && (
        <Hint
          title={t('add.looksLike', { name: nameOf(other) })}
          {...(onProvider && {
            action: t('add.switch', { name: nameOf(other) }),
            run: () => {
              keep();
              onProvider(other);
            },
          })}
        />
      )}
      {!replace && <NameField agent={agent} provider={provider.id} value={name} onChange={setName} />}
      {error && <ErrorNotice error={error} actions={error.code === 'vault_locked' && <Unlock />} />}
      <p className={styles.where}>
        {method === 'reference' ? <ArrowLeftRight size={14} aria-hidden /> : <Lock size={14} aria-hidden />}
        {method === 'reference' ? t('add.refGoesTo') : goesTo}
      </p>
      <DialogFooter>
        <Button onClick={ui.close}>{t('common.cancel')}</Button>
        <Button type="submit" look="primary" busy={busy} disabled={!shape.filled}>
          {busy ? t('add.saving') : t(replace ? replaceWord[method] : saveWord[method])}
        </Button>
      </DialogFooter>
    </form>
  );
}

const saveWord = { key: 'add.save', token: 'add.saveToken', reference: 'add.saveReference' } as const;
const replaceWord = {
  key: 'profiles.do.replace',
  token: 'replace.title',
  reference: 'replace.title',
} as const;

function Hint({ title, action, run }: { title: string; action?: ReactNode; run?: () => void }) {
  return (
    <Notice
      tone="warn"
      live
      title={title}
      actions={
        run && (
          <Button size="sm" onClick={run}>
            {action}
          </Button>
        )
      }
    />
  );
}

export function Unlock() {
  const { t } = useTranslation();
  const actions = useActions();
  return (
    <Button size="sm" icon={<LockOpen size={14} aria-hidden />} onClick={() => actions.vault('unlock')}>
      {t('vault.unlock')}
    </Button>
  );
}
