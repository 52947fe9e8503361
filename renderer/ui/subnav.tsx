import type { LucideIcon } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { cx } from '#renderer/lib/cx.ts';
import styles from '#renderer/ui/subnav.module.css';

interface SubnavProps {
  label: string;
  items: readonly { path: string; label: string; icon?: LucideIcon }[];
  /** Beside the content rather than above it, where there is room. */
  vertical?: boolean;
}

/** Places within a screen: links, so that each has an address and a way back. */
export function Subnav({ label, items, vertical = false }: SubnavProps) {
  const [location] = useLocation();
  return (
    <nav aria-label={label} className={cx(styles.nav, vertical && styles.vertical)}>
      <ul>
        {items.map(({ path, label: words, icon: Icon }) => (
          <li key={path}>
            <Link href={path} className={styles.item} aria-current={location === path ? 'page' : undefined}>
              {Icon && <Icon size={15} aria-hidden />}
              {words}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
