import styles from '#renderer/ui/gate-mark.module.css';

/** The gatehouse. Its window is lit while the gateway is ready. */
export function GateMark({ size, lit }: { size: number; lit: boolean }) {
  return (
    <svg
      className={styles.mark}
      data-lit={lit}
      width={size}
      height={size}
      viewBox="0 0 32 32"
      aria-hidden="true"
    >
      <rect width="32" height="32" rx="8" className={styles.tile} />
      <path
        d="M7 25V10h3v2h2v-2h3v2h2v-2h3v2h2v-2h3v15h-5.5v-4.5a3.5 3.5 0 0 0-7 0V25z"
        className={styles.wall}
      />
      <circle cx="16" cy="15.7" r="1.7" className={styles.window} />
    </svg>
  );
}
