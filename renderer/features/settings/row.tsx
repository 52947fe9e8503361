import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/settings/settings-screen.module.css';
import { CopyButton } from '#renderer/ui/copy-button.tsx';

/** One setting: its name, what it means, and the way to change it. */
export function Row({ name, help, children }: { name: string; help?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.row}>
      <div className={styles.words}>
        <p>{name}</p>
        {help && <p className={styles.help}>{help}</p>}
      </div>
      <div className={styles.value}>{children}</div>
    </div>
  );
}

export function PathRow({ name, path, action }: { name: string; path: string; action?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Row name={name}>
      <code className={styles.path}>{path}</code>
      <CopyButton label={t('settings.copyPath', { name })} copy={path} />
      {action}
    </Row>
  );
}
