import { Tooltip as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import styles from '#renderer/ui/tooltip.module.css';

export const TooltipProvider = Radix.Provider;

/** A short text on hover and focus. The child must take a ref and must have a name of its own. */
export function Tooltip({
  text,
  children,
  side = 'top',
}: {
  text: ReactNode;
  children: ReactElement;
  side?: 'top' | 'right';
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      {/* Inside a landmark, where every piece of text belongs; the text repeats the name of what it hangs on. */}
      <Radix.Portal container={document.getElementById('main')}>
        <Radix.Content className={styles.tip} side={side} sideOffset={6} collisionPadding={8}>
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
