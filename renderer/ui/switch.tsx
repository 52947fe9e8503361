import { Switch as Radix } from 'radix-ui';
import styles from '#renderer/ui/switch.module.css';

interface SwitchProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  /** Its name, or the element that has it. */
  label?: string;
  labelledBy?: string;
}

/** On or off, at once. */
export function Switch({ checked, onChange, disabled = false, label, labelledBy }: SwitchProps) {
  return (
    <Radix.Root
      className={styles.switch}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      aria-label={label}
      aria-labelledby={labelledBy}
    >
      <Radix.Thumb className={styles.thumb} />
    </Radix.Root>
  );
}
