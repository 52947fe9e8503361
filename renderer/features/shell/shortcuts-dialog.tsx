import { useTranslation } from 'react-i18next';
import { shortcutList } from '#renderer/features/shell/shortcuts.ts';
import styles from '#renderer/features/shell/shortcuts-dialog.module.css';
import { useApp } from '#renderer/state/react.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';

export default function ShortcutsDialog() {
  const { t } = useTranslation();
  const { ui } = useApp();
  return (
    <Dialog title={t('shortcuts.title')} onClose={ui.close}>
      <dl className={styles.list}>
        {shortcutList.map(({ id, keys }) => (
          <div key={id} className={styles.row}>
            <dt>{t(`shortcuts.${id}`)}</dt>
            <dd>
              <Kbd keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
