import { type ReactNode, useId } from 'react';
import { cx } from '#renderer/lib/cx.ts';
import styles from '#renderer/ui/card.module.css';

interface CardProps {
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  className?: string | undefined;
  /** Rows reach the edges. */
  flush?: boolean;
}

export function Card({ title, aside, children, className, flush = false }: CardProps) {
  const id = useId();
  return (
    <section className={cx(styles.card, className)} aria-labelledby={id}>
      <header className={styles.header}>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        {aside && <div className={styles.aside}>{aside}</div>}
      </header>
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}
