import { RefreshCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { FoundList } from '#renderer/features/imports/found-list.tsx';
import styles from '#renderer/features/imports/import-dialog.module.css';
import { ImportResult } from '#renderer/features/imports/import-result.tsx';
import { suggested } from '#renderer/state/imports.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Check } from '#renderer/ui/check.tsx';
import { Dialog, DialogFooter } from '#renderer/ui/dialog.tsx';
import { ErrorNotice, Notice } from '#renderer/ui/notice.tsx';
import { Spinner } from '#renderer/ui/spinner.tsx';

/** What other tools have left on this machine: shown first, taken in by ticks, and left where it was. */
export default function ImportDialog({ agent }: { agent: string }) {
  const { t } = useTranslation();
  const { imports, ui } = useApp();
  const state = useStore(imports.store);
  useEffect(() => {
    void imports.scan();
    return imports.forget;
  }, [imports]);
  return (
    <Dialog
      wide
      title={t('import.title')}
      description={state.state === 'taken' ? undefined : t('import.body')}
      onClose={ui.close}
    >
      {(state.state === 'idle' || state.state === 'scanning') && (
        <p className={styles.progress} role="status">
          <Spinner size={17} /> {t('import.scanning')}
        </p>
      )}
      {state.state === 'error' && (
        <>
          <ErrorNotice error={state.error} />
          <DialogFooter>
            <Button look="primary" onClick={() => void imports.scan()}>
              {t('common.retry')}
            </Button>
          </DialogFooter>
        </>
      )}
      {state.state === 'found' && <Chooser agent={agent} {...state} />}
      {state.state === 'taken' && <ImportResult {...state} onClose={ui.close} />}
    </Dialog>
  );
}

type Found = Extract<
  ReturnType<ReturnType<typeof useApp>['imports']['store']['getState']>,
  { state: 'found' }
>;

function Chooser({ agent, found, problems, taking, error }: Found & { agent: string }) {
  const { t } = useTranslation();
  const { imports, ui } = useApp();
  const open = suggested(found);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => new Set(open));
  const chosen = open.filter((id) => ticked.has(id));
  const toggle = (id: string, on: boolean) =>
    setTicked((before) => {
      const next = new Set(before);
      if (on) next.add(id);
      else next.delete(id);
      return next;
    });
  return (
    <>
      {open.length > 1 && (
        <div className={styles.all}>
          <Check
            checked={chosen.length === open.length}
            onChange={(on) => setTicked(new Set(on ? open : []))}
            disabled={taking}
          >
            {t('import.all')}
          </Check>
        </div>
      )}
      {found.length === 0 ? (
        <Notice tone="info" title={t('import.empty')}>
          {t('import.emptyBody')}
        </Notice>
      ) : (
        <FoundList found={found} ticked={ticked} disabled={taking} onToggle={toggle} />
      )}
      {problems.length > 0 && (
        <details className={styles.problems}>
          <summary>{t('import.problems', { count: problems.length })}</summary>
          <ul>
            {problems.map(({ where, message }) => (
              <li key={where}>
                <code>{where}</code> {message}
              </li>
            ))}
          </ul>
        </details>
      )}
      {error && <ErrorNotice error={error} />}
      <DialogFooter>
        <Button
          look="ghost"
          icon={<RefreshCw size={14} aria-hidden />}
          disabled={taking}
          onClick={() => void imports.scan()}
        >
          {t('import.again')}
        </Button>
        <Button onClick={ui.close}>{t('common.cancel')}</Button>
        <Button
          look="primary"
          busy={taking}
          disabled={chosen.length === 0}
          onClick={() => void imports.take(agent, chosen)}
        >
          {taking
            ? t('import.taking')
            : chosen.length === 0
              ? t('import.takeNone')
              : t('import.take', { count: chosen.length })}
        </Button>
      </DialogFooter>
    </>
  );
}
