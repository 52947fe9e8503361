import { useTranslation } from 'react-i18next';
import { screens } from '#renderer/features/registry.ts';
import { screenKeys, shortcutGroups } from '#renderer/features/shell/shortcuts.ts';
import styles from '#renderer/features/shell/shortcuts-dialog.module.css';
import { useApp } from '#renderer/state/react.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';

/** Every key there is, by where it works. */
export default function ShortcutsDialog() {
  const { t } = useTranslation();
  const { ui } = useApp();
  const go = screens.flatMap(({ id }) => {
    const key = screenKeys[id];
    return key ? [{ id, key }] : [];
  });
  return (
    <Dialog wide title={t('shortcuts.title')} onClose={ui.close}>
      <div className={styles.groups}>
        {shortcutGroups.map((group) => (
          <section key={group.id}>
            <h3 className={styles.name}>{t(`shortcuts.group.${group.id}`)}</h3>
            <dl>
              {group.entries.map(({ id, keys }) => (
                <div key={id} className={styles.row}>
                  <dt>{t(`shortcuts.${id}`)}</dt>
                  <dd>
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3 className={styles.name}>{t('palette.go')}</h3>
          <dl>
            {go.map(({ id, key }) => (
              <div key={id} className={styles.row}>
                <dt>{t(`screens.${id}`)}</dt>
                <dd>
                  <Kbd keys={['G', key.toUpperCase()]} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
