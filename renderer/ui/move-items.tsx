import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { MenuItem, MenuLine } from '#renderer/ui/menu.tsx';

interface MoveItemsProps {
  /** From 0. */
  index: number;
  count: number;
  readOnly: boolean;
  onMove: (to: number) => void;
}

/** The part of a row's menu that moves it up or down; nothing where it is alone. */
export function MoveItems({ index, count, readOnly, onMove }: MoveItemsProps) {
  const { t } = useTranslation();
  if (count < 2) return null;
  return (
    <>
      <MenuLine />
      <MenuItem
        icon={<ArrowUp size={15} aria-hidden />}
        disabled={readOnly || index === 0}
        onSelect={() => onMove(index - 1)}
      >
        {t('profiles.do.up')}
      </MenuItem>
      <MenuItem
        icon={<ArrowDown size={15} aria-hidden />}
        disabled={readOnly || index === count - 1}
        onSelect={() => onMove(index + 1)}
      >
        {t('profiles.do.down')}
      </MenuItem>
    </>
  );
}
