import type { ReactNode } from 'react';
import styles from '#renderer/ui/toggle-chip.module.css';

interface ToggleChipProps {
  on: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
}

/** A filter or an option that is on or off. */
export function ToggleChip({ on, onChange, children }: ToggleChipProps) {
  return (
    <button type="button" className={styles.chip} aria-pressed={on} onClick={() => onChange(!on)}>
      {children}
    </button>
  );
}
