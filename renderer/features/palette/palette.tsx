import { Dialog } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/palette/palette.module.css';
import { usePaletteItems } from '#renderer/features/palette/use-palette-items.tsx';
import { useApp } from '#renderer/state/react.ts';
import { Picker } from '#renderer/ui/picker.tsx';

/** Everything that can be done, by typing a part of its name. */
export default function Palette() {
  const { t } = useTranslation();
  const { ui } = useApp();
  const items = usePaletteItems();
  return (
    <Dialog.Root open onOpenChange={ui.setPalette}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.scrim} />
        <Dialog.Content className={styles.palette} aria-describedby={undefined}>
          <Dialog.Title className="visually-hidden">{t('palette.open')}</Dialog.Title>
          <Picker
            label={t('palette.open')}
            placeholder={t('palette.placeholder')}
            items={items}
            empty={t('palette.empty')}
            onPick={(item) => {
              ui.setPalette(false);
              void item.run();
            }}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
