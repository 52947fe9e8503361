import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallError } from '#core/contract/error.ts';
import styles from '#renderer/features/profiles/add-key-form.module.css';
import { KeyField, type keyShape } from '#renderer/features/profiles/key-field.tsx';
import { useProviderName } from '#renderer/features/profiles/use-provider-name.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog, DialogFooter } from '#renderer/ui/dialog.tsx';
import { ErrorNotice, Notice } from '#renderer/ui/notice.tsx';

/** A new key for the same name; the old one is gone once the new one is stored. */
export default function ReplaceDialog({ agent, id }: { agent: string; id: string }) {
  const { t } = useTranslation();
  const { profiles, ui, toasts } = useApp();
  const nameOf = useProviderName();
  const providerId = id.slice(0, id.indexOf(':'));
  const provider = useTopic('models')?.providers.find((one) => one.id === providerId);
  const key = useRef<HTMLInputElement>(null);
  const [shape, setShape] = useState<ReturnType<typeof keyShape>>({ filled: false, provider: undefined });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CallError>();
  const other = shape.provider !== undefined && shape.provider !== providerId ? shape.provider : undefined;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || !key.current) return;
    setBusy(true);
    setError(undefined);
    const result = await profiles.replace(agent, id, key.current.value.trim());
    setBusy(false);
    if (!result.ok) {
      setError(result.error);
      return;
    }
    if (key.current) key.current.value = '';
    toasts.show({ tone: 'good', title: t('replace.done', { id }) });
    void profiles.test(agent, id);
    ui.close();
  }

  return (
    <Dialog title={t('replace.title')} description={t('replace.body', { id })} onClose={ui.close}>
      <form onSubmit={submit} autoComplete="off" className={styles.form}>
        <KeyField inputRef={key} provider={provider} onShape={setShape} />
        {other && <Notice tone="warn" live title={t('add.looksLike', { name: nameOf(other) })} />}
        {error && <ErrorNotice error={error} />}
        <DialogFooter>
          <Button onClick={ui.close}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={!shape.filled}>
            {t('profiles.do.replace')}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
