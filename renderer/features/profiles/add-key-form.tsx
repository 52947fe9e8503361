import { ChevronsUpDown, Lock, LockOpen, Sparkles } from 'lucide-react';
import { type FormEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallError } from '#core/contract/error.ts';
import type { ProviderView } from '#core/contract/topics.ts';
import styles from '#renderer/features/profiles/add-key-form.module.css';
import { KeyField, keyShape } from '#renderer/features/profiles/key-field.tsx';
import { useProviderName } from '#renderer/features/profiles/use-provider-name.ts';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DialogFooter } from '#renderer/ui/dialog.tsx';
import { Field } from '#renderer/ui/field.tsx';
import { ErrorNotice, Notice } from '#renderer/ui/notice.tsx';
import { ProviderMark } from '#renderer/ui/provider-mark.tsx';

interface AddKeyFormProps {
  agent: string;
  provider: ProviderView | undefined;
  /** A key that was pasted a step earlier; taken and cleared here. */
  pasted: RefObject<string>;
  onBack: () => void;
  onSwitch: (provider: string) => void;
  onSaved: (id: string) => void;
}

export function AddKeyForm({ agent, provider, pasted, onBack, onSwitch, onSaved }: AddKeyFormProps) {
  const { t } = useTranslation();
  const { profiles, ui } = useApp();
  const actions = useActions();
  const nameOf = useProviderName();
  const vault = useTopic('vault');
  const existing = useTopic('profiles')?.agents.find(({ id }) => id === agent)?.profiles ?? [];
  const key = useRef<HTMLInputElement>(null);
  const [shape, setShape] = useState<ReturnType<typeof keyShape>>({ filled: false, provider: undefined });
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CallError>();
  const own = existing.filter((profile) => profile.provider === provider?.id);

  useLayoutEffect(() => {
    if (!key.current || pasted.current === '') return;
    key.current.value = pasted.current;
    pasted.current = '';
    setShape(keyShape(key.current.value));
  }, [pasted]);

  if (!provider) return null;
  const other = shape.provider !== undefined && shape.provider !== provider.id ? shape.provider : undefined;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || !provider || !key.current) return;
    setBusy(true);
    setError(undefined);
    const result = await profiles.add({
      agent,
      provider: provider.id,
      key: key.current.value.trim(),
      ...(name.trim() ? { name: name.trim() } : {}),
    });
    setBusy(false);
    if (!result.ok) {
      // The key stays in its field, so that the person can mend the cause and try again.
      setError(result.error);
      return;
    }
    if (key.current) key.current.value = '';
    void profiles.test(agent, result.value.id);
    onSaved(result.value.id);
  }

  function switchTo(id: string) {
    pasted.current = key.current?.value ?? '';
    onSwitch(id);
  }

  return (
    <form onSubmit={submit} autoComplete="off" className={styles.form}>
      <button
        type="button"
        className={styles.provider}
        onClick={onBack}
        aria-label={t('add.change', { name: provider.name })}
      >
        <ProviderMark id={provider.id} name={provider.name} />
        <span className={styles.name}>{provider.name}</span>
        {shape.provider === provider.id && (
          <span className={styles.seen}>
            <Sparkles size={14} aria-hidden /> {t('add.recognised')}
          </span>
        )}
        <ChevronsUpDown size={15} aria-hidden className={styles.change} />
      </button>
      {!provider.needsKey && (
        <Notice tone="info" title={t('add.keylessTitle', { name: provider.name })}>
          {t('add.keylessBody', { url: provider.baseUrl })}
        </Notice>
      )}
      {vault && vault.state !== 'ready' && vault.state !== 'checking' && (
        <Notice
          tone="warn"
          title={t(`vault.panel.${vault.state}.title`, { backend: vault.backend })}
          actions={
            <Button size="sm" onClick={() => actions.vault(vault.state === 'locked' ? 'unlock' : 'check')}>
              {t(vault.state === 'locked' ? 'vault.unlock' : 'vault.check')}
            </Button>
          }
        >
          {vault.hint}
        </Notice>
      )}
      <KeyField inputRef={key} provider={provider} onShape={setShape} />
      {other && (
        <Notice
          tone="warn"
          live
          title={t('add.looksLike', { name: nameOf(other) })}
          actions={
            <Button size="sm" onClick={() => switchTo(other)}>
              {t('add.switch', { name: nameOf(other) })}
            </Button>
          }
        />
      )}
      <Field
        label={t('add.name')}
        placeholder={own.length === 0 ? 'default' : t('add.namePlaceholder')}
        value={name}
        maxLength={120}
        autoComplete="off"
        onChange={(event) => setName(event.target.value)}
        hint={name.trim() ? <code>{`${provider.id}:${name.trim()}`}</code> : t('add.nameHint')}
      />
      {error && (
        <ErrorNotice
          error={error}
          actions={
            error.code === 'vault_locked' && (
              <Button
                size="sm"
                icon={<LockOpen size={14} aria-hidden />}
                onClick={() => actions.vault('unlock')}
              >
                {t('vault.unlock')}
              </Button>
            )
          }
        />
      )}
      <p className={styles.where}>
        <Lock size={14} aria-hidden /> {t('add.goesTo', { backend: vault?.backend ?? '' })}
      </p>
      <DialogFooter>
        <Button onClick={ui.close}>{t('common.cancel')}</Button>
        <Button type="submit" look="primary" busy={busy} disabled={!shape.filled}>
          {busy ? t('add.saving') : t('add.save')}
        </Button>
      </DialogFooter>
    </form>
  );
}
