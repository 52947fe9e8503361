import { useTranslation } from 'react-i18next';
import { useGatewayPhase } from '#renderer/features/shell/use-gateway-phase.ts';
import { useTopic } from '#renderer/state/react.ts';

/** Says changes of gateway and vault to a screen reader, wherever the person is. */
export function StatusLive() {
  const { t } = useTranslation();
  const phase = useGatewayPhase();
  const vault = useTopic('vault')?.state;
  return (
    <div role="status" className="visually-hidden">
      {phase && <p>{t('shell.gatewayIs', { phase: t(`gateway.phase.${phase}`) })}</p>}
      {vault && vault !== 'ready' && <p>{t('shell.vaultIs', { state: t(`vault.state.${vault}`) })}</p>}
    </div>
  );
}
