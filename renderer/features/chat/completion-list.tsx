import { AtSign, Boxes, KeyRound, Terminal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Completion } from '#renderer/features/chat/completions.ts';
import styles from '#renderer/features/chat/composer.module.css';
import type { Completions } from '#renderer/features/chat/use-completions.ts';

const icons = { command: Terminal, alias: AtSign, model: Boxes, profile: KeyRound } as const;

const mostShown = 8;

/** The list above the field. The field keeps the focus and points at the chosen line. */
export function CompletionList({
  id,
  completions,
  onPick,
}: {
  id: string;
  completions: Completions;
  onPick: (completion: Completion) => void;
}) {
  const { t } = useTranslation();
  const { shown, active, setActive } = completions;
  // A window that follows the chosen line: nothing scrolls, so nothing needs a focus of its own.
  const from = Math.max(0, active - mostShown + 1);
  return (
    <>
      <div
        id={id}
        role="listbox"
        aria-label={t('chat.completions')}
        className={styles.completions}
        hidden={shown.length === 0}
      >
        {shown.slice(from, from + mostShown).map((one, place) => {
          const index = from + place;
          const Icon = icons[one.kind];
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the field, which keeps the focus.
            // biome-ignore lint/a11y/useFocusableInteractive: options are pointed at by the field, not focused.
            <div
              key={one.text}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              aria-setsize={shown.length}
              aria-posinset={index + 1}
              className={styles.completion}
              onPointerMove={() => index !== active && setActive(index)}
              // Before the field would lose the focus.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onPick(one)}
            >
              <Icon size={14} aria-hidden />
              <code>{one.text.trim()}</code>
              <span>{one.help ? t(`chat.command.${one.help}`) : one.detail}</span>
            </div>
          );
        })}
      </div>
      <p role="status" className="visually-hidden">
        {shown.length > 0 && t('chat.completionCount', { count: shown.length })}
      </p>
    </>
  );
}
