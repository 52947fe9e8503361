import styles from '#renderer/features/overview/gatehouse-scene.module.css';

/** A gatehouse at dusk. Its lantern burns while the gateway is ready and the vault is open. */
export function GatehouseScene({ lit }: { lit: boolean }) {
  return (
    <svg className={styles.scene} data-lit={lit} viewBox="0 0 240 150" aria-hidden="true">
      <circle cx="120" cy="84" r="58" className={styles.glow} />
      <path d="M12 138h216" className={styles.ground} />
      <path d="M46 138V62h-6V46h10v7h8v-7h10v7h8v-7h10v16h-6v76z" className={styles.tower} />
      <path d="M160 138V62h-6V46h10v7h8v-7h10v7h8v-7h10v16h-6v76z" className={styles.tower} />
      <path d="M80 138V72h80v66h-14v-24a26 26 0 0 0-52 0v24z" className={styles.wall} />
      <path d="M80 72h80M80 82h80" className={styles.course} />
      <path d="M99 138v-23a21 21 0 0 1 42 0v23z" className={styles.light} />
      <path d="M110 138v-41M120 138v-44M130 138v-41M99 112h42M99 125h42" className={styles.gate} />
      <rect x="58" y="78" width="8" height="15" rx="4" className={styles.slit} />
      <rect x="174" y="78" width="8" height="15" rx="4" className={styles.slit} />
      <path d="M120 72v-8" className={styles.course} />
      <path d="M114 64h12l-2-14h-8z" className={styles.lantern} />
      <path d="M112 50h16l-8-9z" className={styles.cap} />
      <path d="M63 46V26l16 6-16 6" className={styles.flag} />
      <path d="M177 46V26l16 6-16 6" className={styles.flag} />
    </svg>
  );
}
