import styles from '#renderer/ui/kbd.module.css';

export const isMac = (): boolean => /mac/i.test(navigator.platform);

/** `mod` is Command on a Mac and Control elsewhere. */
export function Kbd({ keys }: { keys: readonly string[] }) {
  return (
    <span className={styles.keys}>
      {keys.map((key) => (
        <kbd key={key} className={styles.kbd}>
          {key === 'mod' ? (isMac() ? '⌘' : 'Ctrl') : key}
        </kbd>
      ))}
    </span>
  );
}
