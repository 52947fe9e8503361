import type { ComponentProps, ReactNode } from 'react';
import { cx } from '#renderer/lib/cx.ts';
import styles from '#renderer/ui/button.module.css';
import { Spinner } from '#renderer/ui/spinner.tsx';
import { Tooltip } from '#renderer/ui/tooltip.tsx';

interface ButtonProps extends ComponentProps<'button'> {
  look?: 'primary' | 'plain' | 'ghost' | 'danger';
  size?: 'md' | 'sm';
  icon?: ReactNode;
  /** Shows that it is at work, and refuses a second click without losing the focus. */
  busy?: boolean;
}

export function Button({
  look = 'plain',
  size = 'md',
  icon,
  busy = false,
  children,
  className,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      className={cx(styles.button, styles[look], styles[size], className)}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...rest}
    >
      {busy ? <Spinner size={15} /> : icon}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
  /** Its name, also shown as a tooltip. */
  label: string;
  icon: ReactNode;
  /** False where the icon is plain and focus comes by itself (after a menu, in a new dialog): a tooltip would be in the way. */
  tip?: boolean;
}

export function IconButton({ label, icon, look = 'ghost', tip = true, className, ...rest }: IconButtonProps) {
  const button = (
    <Button look={look} icon={icon} aria-label={label} className={cx(styles.iconOnly, className)} {...rest} />
  );
  return tip ? <Tooltip text={label}>{button}</Tooltip> : button;
}
