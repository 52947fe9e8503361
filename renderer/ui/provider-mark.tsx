import styles from '#renderer/ui/provider-mark.module.css';

/** A letter on a tint of its own, so that a provider is found by eye; no vendor's logo is needed for that. */
export function ProviderMark({ id, name, size = 'md' }: { id: string; name: string; size?: 'sm' | 'md' }) {
  return (
    <span
      className={styles.mark}
      data-size={size}
      style={{ '--hue': hueOf(id) } as React.CSSProperties}
      aria-hidden
    >
      {(name || id).slice(0, 1).toUpperCase()}
    </span>
  );
}

/** A hue in degrees that stays the same for a provider; the golden angle keeps neighbours apart. */
function hueOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997;
  return Math.round((sum * 137.5) % 360);
}
