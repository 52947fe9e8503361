import type { ReactNode } from 'react';
import styles from '#renderer/ui/empty-state.module.css';

export function EmptyState(props: {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <span className={styles.icon}>{props.icon}</span>
      <h2 className={styles.title}>{props.title}</h2>
      <p className={styles.body}>{props.children}</p>
      {props.action}
    </div>
  );
}
