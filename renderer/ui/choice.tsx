import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from '#renderer/ui/choice.module.css';

export interface ChoiceOption<T extends string> {
  value: T;
  title: ReactNode;
  /** What it means, where the title alone does not say it. */
  help?: string;
  /** Beside the title. */
  badge?: ReactNode;
  disabled?: boolean;
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly ChoiceOption<T>[];
  onChange: (value: T) => void;
}

/** A choice of one, where each option needs a sentence. */
export function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <RadioGroup.Root
      className={styles.group}
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as T)}
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className={styles.item}
          disabled={option.disabled ?? false}
        >
          <span className={styles.dot} aria-hidden />
          <span className={styles.words}>
            <span className={styles.top}>
              {option.title}
              {option.badge}
            </span>
            {option.help && <span className={styles.help}>{option.help}</span>}
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
