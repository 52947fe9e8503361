import { type KeyboardEvent, useId, useState } from 'react';
import styles from '#renderer/features/settings/value-field.module.css';
import { cx } from '#renderer/lib/cx.ts';

interface ValueFieldProps {
  label: string;
  /** As it is in force. */
  value: string;
  /** What is wrong with a text, in words; undefined when it can be set. */
  problem?: (text: string) => string | undefined;
  /** @returns whether it is in force now; otherwise the text goes back. */
  onCommit: (text: string) => Promise<boolean>;
  unit?: string;
  placeholder?: string;
  wide?: boolean;
  numeric?: boolean;
  disabled?: boolean;
}

/** A value that is set by Enter or by leaving the field; Escape takes it back. */
export function ValueField(props: ValueFieldProps) {
  const { label, value, problem, onCommit, unit, placeholder, wide = false, numeric = false } = props;
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const text = typed ?? value;
  const wrong = typed === undefined ? undefined : problem?.(typed.trim());
  async function commit() {
    if (typed === undefined || wrong !== undefined) return;
    if (typed.trim() !== value) await onCommit(typed.trim());
    setTyped(undefined);
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter') void commit();
    if (event.key === 'Escape' && typed !== undefined) {
      event.stopPropagation();
      setTyped(undefined);
    }
  }
  return (
    <span className={styles.field}>
      <span className={styles.line}>
        <input
          type="text"
          inputMode={numeric ? 'decimal' : undefined}
          className={cx(styles.input, wide && styles.wide, numeric && styles.numeric)}
          aria-label={unit ? `${label} (${unit})` : label}
          aria-invalid={wrong !== undefined}
          aria-describedby={wrong === undefined ? undefined : id}
          value={text}
          placeholder={placeholder}
          disabled={props.disabled ?? false}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => void commit()}
          onKeyDown={onKeyDown}
        />
        {unit && <span aria-hidden>{unit}</span>}
      </span>
      {wrong !== undefined && (
        <span id={id} className={styles.problem} role="alert">
          {wrong}
        </span>
      )}
    </span>
  );
}
