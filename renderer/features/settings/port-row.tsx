import { Wand2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { portOf } from '#renderer/features/settings/numbers.ts';
import { Row } from '#renderer/features/settings/row.tsx';
import { ValueField } from '#renderer/features/settings/value-field.tsx';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useApp } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';

/** Another port is a restart and a new address for every tool, so it is asked for by Enter, never by accident. */
export function PortRow({ port }: { port: number }) {
  const { t } = useTranslation();
  const { toasts } = useApp();
  const actions = useActions();
  const setPort = async (next: number) =>
    (await actions.call('gateway.setPort', { port: next })) !== undefined;
  async function suggest() {
    const found = await actions.call('gateway.freePort', {});
    if (!found) return;
    toasts.show({
      tone: 'info',
      title: t('settings.portFound', { port: found.port }),
      action: { label: t('settings.portUse'), run: () => void setPort(found.port) },
      durationMs: 12_000,
    });
  }
  return (
    <Row name={t('settings.port')} help={t('settings.portHelp')}>
      <Button size="sm" look="ghost" icon={<Wand2 size={14} aria-hidden />} onClick={() => void suggest()}>
        {t('settings.portFree')}
      </Button>
      <ValueField
        numeric
        label={t('settings.port')}
        value={String(port)}
        problem={(text) => (portOf(text) === undefined ? t('settings.portBad') : undefined)}
        onCommit={(text) => setPort(portOf(text) ?? port)}
      />
    </Row>
  );
}
