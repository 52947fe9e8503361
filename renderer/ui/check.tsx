import type { ReactNode } from 'react';
import styles from '#renderer/ui/check.module.css';

interface CheckProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
  help?: string;
  disabled?: boolean;
}

/** A tick with its sentence. */
export function Check({ checked, onChange, children, help, disabled = false }: CheckProps) {
  return (
    <label className={styles.check}>
      <input
        type="checkbox"
        className={styles.box}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className={styles.words}>
        <span>{children}</span>
        {help && <span className={styles.help}>{help}</span>}
      </span>
    </label>
  );
}
