import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from '#renderer/lib/cx.ts';
import styles from '#renderer/ui/field.module.css';

interface FieldProps extends ComponentProps<'input'> {
  label: string;
  /** Beside the label. */
  aside?: ReactNode;
  hint?: ReactNode;
  mono?: boolean;
}

export function Field({ label, aside, hint, mono = false, className, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className={cx(styles.field, className)}>
      <div className={styles.top}>
        <label htmlFor={id}>{label}</label>
        {aside}
      </div>
      <input
        id={id}
        className={cx(styles.input, mono && styles.mono)}
        aria-describedby={hint ? `${id}-hint` : undefined}
        spellCheck={false}
        autoCapitalize="off"
        {...input}
      />
      {hint && (
        <div id={`${id}-hint`} className={styles.hint}>
          {hint}
        </div>
      )}
    </div>
  );
}

export function TextArea({
  label,
  hint,
  ...area
}: ComponentProps<'textarea'> & { label: string; hint?: ReactNode }) {
  const id = useId();
  return (
    <div className={styles.field}>
      <div className={styles.top}>
        <label htmlFor={id}>{label}</label>
      </div>
      <textarea
        id={id}
        rows={3}
        className={cx(styles.input, styles.area)}
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...area}
      />
      {hint && (
        <div id={`${id}-hint`} className={styles.hint}>
          {hint}
        </div>
      )}
    </div>
  );
}

/** A secret on its way in: shown as dots, ignored by password managers and spell checkers. */
export function SecretField(props: FieldProps) {
  return (
    <Field
      type="password"
      mono
      autoComplete="off"
      autoCorrect="off"
      data-1p-ignore
      data-lpignore="true"
      data-bwignore
      data-form-type="other"
      {...props}
    />
  );
}
