import { CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import styles from '#renderer/features/profiles/add-done.module.css';
import { TestLine } from '#renderer/features/profiles/test-result.tsx';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DialogFooter } from '#renderer/ui/dialog.tsx';

interface AddDoneProps {
  agent: string;
  id: string;
  onAgain: () => void;
  onClose: () => void;
}

/** It is saved; whether it works is being found out, or was. */
export function AddDone({ agent, id, onAgain, onClose }: AddDoneProps) {
  const { t } = useTranslation();
  const { profiles, ui } = useApp();
  const backend = useTopic('vault')?.backend ?? '';
  const profile = useTopic('profiles')
    ?.agents.find((one) => one.id === agent)
    ?.profiles.find((one) => one.id === id);
  const test = useStore(profiles.extra, ({ tests }) => tests[`${agent}/${id}`]);
  const wrong = test?.state === 'done' && test.outcome === 'rejected';
  return (
    <>
      <div className={styles.steps} role="status">
        <p className={styles.saved}>
          <CircleCheck size={15} aria-hidden />
          <span>
            <strong>{t('add.saved')}</strong>{' '}
            {profile?.ref ? t('add.savedReference', { id }) : t('add.savedWhere', { id, backend })}
          </span>
        </p>
        {test && <TestLine test={test} agent={agent} id={id} />}
      </div>
      <DialogFooter>
        {wrong ? (
          <>
            <Button onClick={onClose}>{t('add.keep')}</Button>
            <Button look="primary" onClick={() => ui.open({ kind: 'replace', agent, id })}>
              {t('profiles.do.replace')}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={onAgain}>{t('add.again')}</Button>
            <Button look="primary" autoFocus onClick={onClose}>
              {t('common.done')}
            </Button>
          </>
        )}
      </DialogFooter>
    </>
  );
}
