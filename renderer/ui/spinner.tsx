import { LoaderCircle } from 'lucide-react';
import styles from '#renderer/ui/spinner.module.css';

/** Something is under way; the words beside it say what. @param size pixels. */
export function Spinner({ size }: { size: number }) {
  return <LoaderCircle size={size} className={styles.spin} aria-hidden />;
}
