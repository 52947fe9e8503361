import { ChevronDown } from 'lucide-react';
import { cx } from '#renderer/lib/cx.ts';
import styles from '#renderer/ui/select.module.css';

interface SelectProps<T extends string> {
  /** Its name; shown only when nothing else names it. */
  label: string;
  value: T;
  options: readonly { value: T; label: string; disabled?: boolean }[];
  onChange: (value: T) => void;
  className?: string | undefined;
  disabled?: boolean;
}

/** The system's own list: every platform, keyboard and reader knows it, and it needs no style element. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { label, value, options, onChange, className, disabled = false } = props;
  return (
    <span className={cx(styles.wrap, className)}>
      <select
        className={styles.select}
        aria-label={label}
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled ?? false}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown size={14} aria-hidden className={styles.mark} />
    </span>
  );
}
