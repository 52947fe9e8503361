import { Search, X } from 'lucide-react';
import { type Ref, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '#renderer/lib/cx.ts';
import styles from '#renderer/ui/search-field.module.css';

interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  className?: string | undefined;
  ref?: Ref<HTMLInputElement>;
}

/** Narrows what stands below it while one types; Escape empties it. */
export function SearchField({ label, value, onChange, className, ref }: SearchFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className={cx(styles.search, className)}>
      <Search size={15} aria-hidden />
      <input
        ref={ref}
        id={id}
        type="text"
        className={styles.input}
        aria-label={label}
        placeholder={label}
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return;
          event.stopPropagation();
          onChange('');
        }}
      />
      {value !== '' && (
        <button
          type="button"
          className={styles.clear}
          aria-label={t('common.clear')}
          onClick={() => {
            onChange('');
            document.getElementById(id)?.focus();
          }}
        >
          <X size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}
