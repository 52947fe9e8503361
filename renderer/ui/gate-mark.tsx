import styles from '#renderer/ui/gate-mark.module.css';

/** The mark of `public/icon.svg`. Light stands in the gate while the gateway is ready. */
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
      <rect width="32" height="32" rx="7" className={styles.tile} />
      <path
        d="M4 28V5q0-1 1-1h2q1 0 1 1v3h4V5q0-1 1-1h6q1 0 1 1v3h4V5q0-1 1-1h2q1 0 1 1v23z"
        className={styles.wall}
      />
      <path d="M11 28v-8a5 5 0 0 1 10 0v8z" className={styles.gate} />
      <path d="M12 28v-8a4 4 0 0 1 8 0v8z" className={styles.light} />
    </svg>
  );
}
