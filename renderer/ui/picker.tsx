import { Search } from 'lucide-react';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { score } from '#renderer/lib/score.ts';
import styles from '#renderer/ui/picker.module.css';

export interface PickerItem {
  id: string;
  label: string;
  /** Also searched. */
  keywords?: string;
  group?: string;
  icon?: ReactNode;
  /** At the end of the line. */
  detail?: ReactNode;
}

interface PickerProps<T extends PickerItem> {
  label: string;
  placeholder: string;
  items: readonly T[];
  empty: string;
  onPick: (item: T) => void;
  /** Sees what is pasted into the search field first; true means that it was taken. */
  onPasteText?: (text: string) => boolean;
  autoFocus?: boolean;
}

/** More than anybody reads; typing finds the rest. */
const most = 200;

/** A search field over a list (the combobox pattern of the ARIA practices): type, arrows, Enter. */
export function Picker<T extends PickerItem>(props: PickerProps<T>) {
  const { label, placeholder, items, empty, onPick, onPasteText, autoFocus = true } = props;
  const { t } = useTranslation();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const ranked = useMemo(() => rank(items, query), [items, query]);
  const shown = ranked.slice(0, most);
  const at = Math.min(active, Math.max(0, shown.length - 1));

  useEffect(() => {
    list.current?.querySelector(`[data-at="${at}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  function onKeyDown(event: KeyboardEvent) {
    const last = shown.length - 1;
    const next = {
      ArrowDown: at === last ? 0 : at + 1,
      ArrowUp: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (next !== undefined && (query === '' || event.key.startsWith('Arrow'))) {
      event.preventDefault();
      setActive(next);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const item = shown[at];
      if (item) onPick(item);
    }
  }

  function onPaste(event: ClipboardEvent) {
    if (onPasteText?.(event.clipboardData.getData('text'))) event.preventDefault();
  }

  let group: string | undefined;
  return (
    <div className={styles.picker}>
      <div className={styles.search}>
        <Search size={16} aria-hidden />
        <input
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={shown[at] ? `${id}-${at}` : undefined}
          aria-label={label}
          className={styles.input}
          placeholder={placeholder}
          value={query}
          // biome-ignore lint/a11y/noAutofocus: the field is the first thing in a dialog that was just opened.
          autoFocus={autoFocus}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
      </div>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={label} className={styles.list}>
        {shown.map((item, index) => {
          const heading = query === '' && item.group !== group ? item.group : undefined;
          group = item.group;
          return (
            <div key={item.id} role="presentation">
              {heading && (
                <div role="presentation" className={styles.group}>
                  {heading}
                </div>
              )}
              {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the field, which keeps the focus. */}
              {/* biome-ignore lint/a11y/useFocusableInteractive: options of a combobox are pointed at, not focused. */}
              <div
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === at}
                data-at={index}
                className={styles.option}
                onPointerMove={() => index !== at && setActive(index)}
                onClick={() => onPick(item)}
              >
                {item.icon}
                <span className={styles.label}>{item.label}</span>
                {item.detail && <span className={styles.detail}>{item.detail}</span>}
              </div>
            </div>
          );
        })}
      </div>
      {ranked.length > most && (
        <p className={styles.more}>{t('picker.more', { count: ranked.length - most })}</p>
      )}
      {shown.length === 0 && (
        <p className={styles.empty} role="status">
          {empty}
        </p>
      )}
    </div>
  );
}

function rank<T extends PickerItem>(items: readonly T[], query: string): readonly T[] {
  if (query.trim() === '') return items;
  return items
    .map((item) => ({ item, fit: Math.max(score(query, item.label) * 2, score(query, item.keywords ?? '')) }))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit)
    .map(({ item }) => item);
}
