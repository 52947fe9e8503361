import { Ban, CircleCheck, CircleDashed, CirclePause, OctagonX, TriangleAlert } from 'lucide-react';
import styles from '#renderer/ui/state-icon.module.css';

const icons = {
  good: CircleCheck,
  info: CircleDashed,
  warn: TriangleAlert,
  bad: OctagonX,
  quiet: CirclePause,
  off: Ban,
} as const;

/** A state as a shape and a colour; the word stands beside it. */
export function StateIcon({ tone, size = 16 }: { tone: keyof typeof icons; size?: number }) {
  const Icon = icons[tone];
  return <Icon size={size} className={styles.icon} data-tone={tone} aria-hidden />;
}
