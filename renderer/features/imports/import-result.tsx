import { CircleCheck, CircleX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '#core/contract/calls.ts';
import styles from '#renderer/features/imports/import-dialog.module.css';
import { useProviderName } from '#renderer/features/profiles/use-provider-name.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DialogFooter } from '#renderer/ui/dialog.tsx';

interface ImportResultProps {
  found: CallOutput<'imports.scan'>['found'];
  result: CallOutput<'imports.take'>;
  onClose: () => void;
}

/** What came of it, one line each. */
export function ImportResult({ found, result, onClose }: ImportResultProps) {
  const { t } = useTranslation();
  const nameOf = useProviderName();
  const { added, failed } = result;
  const named = (id: string) => {
    const one = found.find((known) => known.id === id);
    return one ? `${nameOf(one.provider)} ${one.masked}` : id;
  };
  return (
    <>
      <div className={styles.result} role="status">
        <p className={styles.total}>
          {added.length === 0 ? t('import.tookNone') : t('import.took', { count: added.length })}
          {failed.length > 0 && `. ${t('import.failed', { count: failed.length })}.`}
        </p>
        <ul>
          {added.map(({ id, profile }) => (
            <li key={id} data-tone="good">
              <CircleCheck size={15} aria-hidden />
              <span>
                <strong>{named(id)}</strong> {t('import.asProfile', { id: profile })}
              </span>
            </li>
          ))}
          {failed.map(({ id, code, message }) => (
            <li key={id} data-tone="bad">
              <CircleX size={15} aria-hidden />
              <span>
                <strong>{named(id)}</strong> {message} <code>{code}</code>
              </span>
            </li>
          ))}
        </ul>
      </div>
      <DialogFooter>
        <Button look="primary" autoFocus onClick={onClose}>
          {t('common.done')}
        </Button>
      </DialogFooter>
    </>
  );
}
