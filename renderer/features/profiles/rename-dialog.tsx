import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallError } from '#core/contract/error.ts';
import styles from '#renderer/features/profiles/credential-form.module.css';
import { useApp } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog, DialogFooter } from '#renderer/ui/dialog.tsx';
import { Field } from '#renderer/ui/field.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';

export default function RenameDialog({ agent, id }: { agent: string; id: string }) {
  const { t } = useTranslation();
  const { profiles, ui } = useApp();
  const colon = id.indexOf(':');
  const provider = id.slice(0, colon);
  const before = id.slice(colon + 1);
  const [name, setName] = useState(before);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CallError>();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(undefined);
    const result = await profiles.rename(agent, id, name.trim());
    setBusy(false);
    if (result.ok) ui.close();
    else setError(result.error);
  }

  return (
    <Dialog title={t('rename.title')} description={t('rename.body')} onClose={ui.close}>
      <form onSubmit={submit} className={styles.form}>
        <Field
          label={t('add.name')}
          value={name}
          maxLength={120}
          autoComplete="off"
          autoFocus
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
          hint={<code>{`${provider}:${name.trim()}`}</code>}
        />
        {error && <ErrorNotice error={error} />}
        <DialogFooter>
          <Button onClick={ui.close}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            look="primary"
            busy={busy}
            disabled={name.trim() === '' || name.trim() === before}
          >
            {t('profiles.do.rename')}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
