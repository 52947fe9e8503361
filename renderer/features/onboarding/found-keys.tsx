import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { FoundList } from '#renderer/features/imports/found-list.tsx';
import styles from '#renderer/features/onboarding/onboarding-screen.module.css';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { type ImportState, suggested } from '#renderer/state/imports.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { Spinner } from '#renderer/ui/spinner.tsx';

interface FoundKeysProps {
  agent: string;
  /** Something can be stored now. */
  open: boolean;
  onTaken: (profile: string) => void;
}

/** What other tools have left here, ticked as far as it can be used. Nothing is read in before the button. */
export function FoundKeys({ agent, open, onTaken }: FoundKeysProps) {
  const { t } = useTranslation();
  const { imports, profiles } = useApp();
  const { fail } = useActions();
  const state = useStore(imports.store);
  useEffect(() => {
    void imports.scan();
    return imports.forget;
  }, [imports]);
  useEffect(() => {
    if (state.state !== 'taken') return;
    const [first] = state.result.added;
    const [refused] = state.result.failed;
    if (refused) fail({ code: 'write_failed', message: refused.message, said: refused.said });
    if (first) {
      void profiles.test(agent, first.profile);
      onTaken(first.profile);
    }
  }, [state, agent, profiles, onTaken, fail]);

  return (
    <Card title={t('onboarding.found')}>
      {(state.state === 'idle' || state.state === 'scanning') && (
        <p className={styles.progress} role="status">
          <Spinner size={17} /> {t('import.scanning')}
        </p>
      )}
      {state.state === 'error' && (
        <ErrorNotice
          error={state.error}
          actions={
            <Button size="sm" onClick={() => void imports.scan()}>
              {t('common.retry')}
            </Button>
          }
        />
      )}
      {state.state === 'found' && <Chooser agent={agent} open={open} {...state} />}
    </Card>
  );
}

type Found = Extract<ImportState, { state: 'found' }>;

function Chooser({ agent, open, found, taking, error }: Found & { agent: string; open: boolean }) {
  const { t } = useTranslation();
  const { imports } = useApp();
  const usable = suggested(found);
  // What needs a word of care is never the silent default.
  const [ticked, setTicked] = useState<ReadonlySet<string>>(
    () =>
      new Set(found.filter(({ id, why }) => usable.includes(id) && why === undefined).map(({ id }) => id)),
  );
  const chosen = usable.filter((id) => ticked.has(id));
  const rest = found.filter(({ id }) => !usable.includes(id));
  const toggle = (id: string, on: boolean) =>
    setTicked((before) => new Set(on ? [...before, id] : [...before].filter((one) => one !== id)));
  if (usable.length === 0 && rest.length === 0) return <p>{t('onboarding.foundNothing')}</p>;
  return (
    <>
      {usable.length === 0 ? (
        <p>{t('onboarding.foundNothing')}</p>
      ) : (
        <FoundList
          found={found.filter(({ id }) => usable.includes(id))}
          ticked={ticked}
          disabled={taking}
          onToggle={toggle}
        />
      )}
      {rest.length > 0 && (
        <details className={styles.more}>
          <summary>{t('onboarding.foundRest', { count: rest.length })}</summary>
          <FoundList found={rest} ticked={ticked} disabled onToggle={toggle} />
        </details>
      )}
      {error && <ErrorNotice error={error} />}
      {usable.length > 0 && (
        <div className={styles.actions}>
          <Button
            look="primary"
            busy={taking}
            disabled={!open || chosen.length === 0}
            onClick={() => void imports.take(agent, chosen)}
          >
            {taking ? t('import.taking') : t('onboarding.take', { count: chosen.length })}
          </Button>
        </div>
      )}
    </>
  );
}
