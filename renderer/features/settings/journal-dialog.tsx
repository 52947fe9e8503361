import { Undo2 } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '#core/contract/calls.ts';
import type { CallError } from '#core/contract/error.ts';
import styles from '#renderer/features/settings/security.module.css';
import { useTargetName } from '#renderer/features/settings/use-target-name.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';

type Entry = CallOutput<'mirrors.journal'>['entries'][number];

/** What was written into one gateway's files, newest first, each with its way back. */
export default function JournalDialog({ target }: { target: string }) {
  const { t } = useTranslation();
  const { mirrors, ui, toasts } = useApp();
  const name = useTargetName()(target);
  const [entries, setEntries] = useState<readonly Entry[]>();
  const [error, setError] = useState<CallError>();
  const [busy, setBusy] = useState<string>();
  const look = useCallback(async () => {
    const result = await mirrors.journal(target);
    if (result.ok) setEntries(result.value.entries);
    else setError(result.error);
  }, [mirrors, target]);
  useEffect(() => {
    void look();
  }, [look]);
  async function undo(entry: string) {
    setBusy(entry);
    setError(undefined);
    const result = await mirrors.undo(target, entry);
    if (result.ok) toasts.show({ tone: 'good', title: t('journal.undone') });
    else setError(result.error);
    await look();
    setBusy(undefined);
  }
  return (
    <Dialog
      wide
      title={t('journal.title', { target: name })}
      description={t('journal.body')}
      onClose={ui.close}
    >
      {error && <ErrorNotice error={error} />}
      {!entries && !error && <Skeleton />}
      {entries?.length === 0 && <p className={styles.lead}>{t('journal.empty')}</p>}
      <ol className={styles.entries}>
        {entries?.map((entry) => (
          <li key={entry.id} className={styles.item}>
            <div className={styles.words}>
              <p>{entry.what}</p>
              <p className={styles.detail}>
                <RelativeTime at={entry.at} /> · <code className={styles.path}>{entry.path}</code>
              </p>
            </div>
            {entry.undoable && (
              <Button
                size="sm"
                icon={<Undo2 size={14} aria-hidden />}
                busy={busy === entry.id}
                aria-label={t('journal.undo', { what: entry.what })}
                onClick={() => void undo(entry.id)}
              >
                {t('common.undo')}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
