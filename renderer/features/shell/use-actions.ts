import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallInput, CallName } from '#core/contract/calls.ts';
import type { CallError, Result } from '#core/contract/error.ts';
import { copyLater, copyText } from '#renderer/lib/clipboard.ts';
import type { GatewayCommand } from '#renderer/state/gateway.ts';
import { useApp } from '#renderer/state/react.ts';

/** What a person can do from anywhere: buttons, menus and the palette call these. Each failure is told. */
export function useActions() {
  const app = useApp();
  const { t } = useTranslation();
  return useMemo(() => {
    const { toasts, gateway, vault, profiles } = app;
    const fail = (error: CallError) =>
      toasts.show({ tone: 'bad', title: t(`errors.${error.code}.title`), error });
    async function told<T>(call: Promise<Result<T>>, done?: string): Promise<T | undefined> {
      const result = await call;
      if (!result.ok) {
        fail(result.error);
        return undefined;
      }
      if (done) toasts.show({ tone: 'good', title: done });
      return result.value;
    }
    const remove = async (agent: string, id: string) => {
      const removed = await told(profiles.remove(agent, id));
      if (!removed) return;
      toasts.show({
        tone: 'info',
        title: t('profiles.removed', { id }),
        durationMs: Math.max(1_000, removed.undoUntil - Date.now()),
        action: { label: t('common.undo'), run: () => void told(profiles.undoRemove(agent, id)) },
      });
    };
    return {
      fail,
      /** One call of the contract; a failure is told. @returns its answer, undefined when it failed. */
      call: <N extends CallName>(name: N, input: CallInput<N>, done?: string) =>
        told(app.host.invoke(name, input), done),
      /** The file manager on the desktop; elsewhere the path goes to the clipboard. */
      async openFolder(folder: CallInput<'app.openFolder'>['folder']) {
        const result = await told(app.host.invoke('app.openFolder', { folder }));
        if (!result || result.opened) return;
        const copied = await copyText(result.path);
        toasts.show({
          tone: copied ? 'good' : 'info',
          title: copied ? t('common.pathCopied', { path: result.path }) : result.path,
        });
      },
      gateway: (command: GatewayCommand) => told(gateway.run(command)),
      /** Straight from the host to the clipboard. @returns whether it was copied. */
      async copyToken(): Promise<boolean> {
        let refused: CallError | undefined;
        const token = gateway.accessToken().then((result) => {
          if (result.ok && result.value.token !== null) return result.value.token;
          refused = result.ok ? { code: 'gateway_not_ready', message: t('gateway.noToken') } : result.error;
          throw new Error(refused.code);
        });
        const copied = await copyLater(token).catch(() => false);
        if (refused) fail(refused);
        else if (!copied) toasts.show({ tone: 'bad', title: t('common.copyRefused') });
        return copied;
      },
      async copy(text: string, done: string) {
        const copied = await copyText(text);
        toasts.show({ tone: copied ? 'good' : 'bad', title: copied ? done : t('common.copyRefused') });
      },
      vault: (what: 'unlock' | 'check') => told(vault.ask(what)),
      /** @returns whether it is gone. */
      async removePlace(id: string): Promise<boolean> {
        return (await told(vault.removePlace(id), t('places.removed'))) !== undefined;
      },
      setDisabled: (agent: string, id: string, disabled: boolean) =>
        told(profiles.setDisabled(agent, id, disabled)),
      setOrder: (agent: string, provider: string, order: readonly string[] | null) =>
        told(profiles.setOrder(agent, provider, order)),
      remove,
      test: (agent: string, id: string) => void profiles.test(agent, id),
      /** The person's own browser on the desktop, a new tab on the web. */
      async openExternal(url: string) {
        if (app.host.face === 'web') window.open(url, '_blank', 'noopener,noreferrer');
        else await told(app.host.invoke('app.openExternal', { url }));
      },
    };
  }, [app, t]);
}
