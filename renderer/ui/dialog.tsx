import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '#renderer/ui/button.tsx';
import styles from '#renderer/ui/dialog.module.css';

interface DialogProps {
  title: string;
  description?: ReactNode;
  children: ReactNode;
  onClose: () => void;
  /** For lists. */
  wide?: boolean;
}

/** A modal dialog that is open for as long as it is rendered. Escape, the corner and a click outside close it. */
export function Dialog({ title, description, children, onClose, wide = false }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.scrim}>
          <Radix.Content
            className={styles.dialog}
            data-wide={wide}
            // Without a field that takes the focus, the dialog itself has it: the close button would show its tooltip.
            onOpenAutoFocus={(event) => {
              event.preventDefault();
              (event.currentTarget as HTMLElement).focus();
            }}
            {...(description ? {} : { 'aria-describedby': undefined })}
          >
            <header className={styles.header}>
              <Radix.Title className={styles.title}>{title}</Radix.Title>
              <IconButton
                tip={false}
                size="sm"
                label={t('common.close')}
                icon={<X size={16} aria-hidden />}
                onClick={onClose}
              />
            </header>
            {description && (
              <Radix.Description className={styles.description}>{description}</Radix.Description>
            )}
            {children}
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function DialogFooter({ children }: { children: ReactNode }) {
  return <footer className={styles.footer}>{children}</footer>;
}
