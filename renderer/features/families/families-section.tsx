import { Network, Plus, RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/families/families-section.module.css';
import { InstallationCard } from '#renderer/features/families/installation-card.tsx';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';

/** Gateways of the family that were found, each with what it will really do. */
export function FamiliesSection() {
  const { t } = useTranslation();
  const { ui } = useApp();
  const actions = useActions();
  const families = useTopic('families');
  const scan = (
    <Button
      busy={families?.scanning ?? false}
      icon={<RefreshCw size={15} aria-hidden />}
      onClick={() => void actions.call('families.scan', {})}
    >
      {t(families?.scanning ? 'families.scanning' : 'families.scan')}
    </Button>
  );
  const remote = (
    <Button icon={<Plus size={15} aria-hidden />} onClick={() => ui.open({ kind: 'addRemote' })}>
      {t('families.addRemote')}
    </Button>
  );
  if (!families) return <Skeleton />;
  if (families.installations.length === 0) {
    return (
      <EmptyState
        icon={<Network size={20} aria-hidden />}
        title={t('families.empty.title')}
        action={
          <div className={styles.actions}>
            {scan}
            {remote}
          </div>
        }
      >
        {t('families.empty.body')}
      </EmptyState>
    );
  }
  return (
    <>
      <div className={styles.head}>
        <p className={styles.lead}>{t('families.help')}</p>
        <div className={styles.actions}>
          {scan}
          {remote}
        </div>
      </div>
      {families.installations.map((installation) => (
        <InstallationCard key={installation.id} installation={installation} />
      ))}
    </>
  );
}
