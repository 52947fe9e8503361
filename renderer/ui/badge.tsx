import type { ReactNode } from 'react';
import styles from '#renderer/ui/badge.module.css';

/** `calm`: as it should be, so without a ground of its own. */
export type BadgeTone = 'calm' | 'good' | 'info' | 'warn' | 'bad' | 'quiet';

/** A state in a word, with an icon where colour alone would have to say it. */
export function Badge({ tone, icon, children }: { tone: BadgeTone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {icon}
      {children}
    </span>
  );
}
