import { CircleCheck, CircleX, Info, X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useApp } from '#renderer/state/react.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { useErrorWords } from '#renderer/ui/error-words.ts';
import styles from '#renderer/ui/toaster.module.css';

const icons = { good: CircleCheck, bad: CircleX, info: Info } as const;

/** Short notices at the edge; Radix makes them a live region that can be reached with F8. */
export function Toaster() {
  const { toasts } = useApp();
  const { t } = useTranslation();
  const shown = useStore(toasts.store, (state) => state.toasts);
  const words = useErrorWords();
  return (
    <Radix.Provider label={t('common.notice')} swipeDirection="right">
      {shown.map((toast) => {
        const Icon = icons[toast.tone];
        return (
          <Radix.Root
            key={toast.id}
            className={styles.toast}
            data-tone={toast.tone}
            duration={toast.durationMs}
            onOpenChange={(open) => !open && toasts.dismiss(toast.id)}
          >
            <Icon className={styles.icon} size={17} aria-hidden />
            <div className={styles.words}>
              <Radix.Title className={styles.title}>{toast.title}</Radix.Title>
              {toast.error && (
                <Radix.Description className={styles.body}>
                  {words(toast.error).what} {words(toast.error).todo}
                </Radix.Description>
              )}
            </div>
            {toast.action && (
              <Radix.Action asChild altText={toast.action.label}>
                <Button size="sm" onClick={toast.action.run}>
                  {toast.action.label}
                </Button>
              </Radix.Action>
            )}
            <Radix.Close asChild>
              <IconButton
                tip={false}
                size="sm"
                label={t('common.dismiss')}
                icon={<X size={15} aria-hidden />}
              />
            </Radix.Close>
          </Radix.Root>
        );
      })}
      <Radix.Viewport className={styles.viewport} label={t('common.noticesHotkey')} />
    </Radix.Provider>
  );
}
