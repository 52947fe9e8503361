import { LockOpen } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { CallError } from '#core/contract/error.ts';
import styles from '#renderer/features/shell/passphrase-form.module.css';
import { useApp } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { SecretField } from '#renderer/ui/field.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';

/** Opens the encrypted file. The passphrase lives in its field alone; a wrong one stays there to be mended. */
export function PassphraseForm() {
  const { t } = useTranslation();
  const { vault } = useApp();
  const busy = useStore(vault.busy, ({ doing }) => doing === 'unlock');
  const field = useRef<HTMLInputElement>(null);
  const [filled, setFilled] = useState(false);
  const [error, setError] = useState<CallError>();
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || !field.current) return;
    setError(undefined);
    const result = await vault.unlock(field.current.value);
    if (!result.ok) {
      setError(result.error);
      field.current?.select();
    } else if (field.current) field.current.value = '';
  }
  return (
    <form onSubmit={submit} className={styles.form} autoComplete="off">
      <SecretField
        ref={field}
        name="gatehouse-passphrase"
        label={t('vault.passphrase')}
        className={styles.field}
        onChange={(event) => setFilled(event.target.value !== '')}
      />
      <Button
        type="submit"
        look="primary"
        className={styles.button}
        icon={<LockOpen size={15} aria-hidden />}
        busy={busy}
        disabled={!filled}
      >
        {t('vault.unlockFile')}
      </Button>
      {error && (
        <div className={styles.error}>
          <ErrorNotice error={error} />
        </div>
      )}
    </form>
  );
}
