import { ChevronsUpDown, RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ModelsPart } from '#renderer/features/models/shared.ts';
import styles from '#renderer/features/models/simulator.module.css';
import { SimulatorChain } from '#renderer/features/models/simulator-chain.tsx';
import { useExplained } from '#renderer/features/models/use-explained.ts';
import { sayBecause } from '#renderer/lib/because.ts';
import { modelName } from '#renderer/state/models.ts';
import { useApp } from '#renderer/state/react.ts';
import type { SimulatedChain } from '#renderer/state/simulation.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { ProviderMark } from '#renderer/ui/provider-mark.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import { ToggleChip } from '#renderer/ui/toggle-chip.tsx';

/** Which model and which credential a request would use now, and why; nothing is sent to anybody. */
export function Simulator({ agent, models }: ModelsPart) {
  const { t } = useTranslation();
  const { ui, simulation } = useApp();
  const asked = useStore(simulation.store);
  const { chain, error, asking } = useExplained(agent);
  const primary = asked.model === 'gatehouse';
  const ref = models.aliases[asked.model] ?? asked.model;
  const { provider, name } = modelName(ref, models);
  const supposed = Object.keys(asked.fail).length;
  return (
    <div className={styles.simulator}>
      <p className={styles.intro}>{t('simulator.intro')}</p>
      <div className={styles.controls}>
        <button
          type="button"
          className={styles.model}
          aria-label={t('simulator.modelIs', { model: primary ? t('simulator.primary') : asked.model })}
          onClick={() => ui.open({ kind: 'model', agent, role: 'simulate' })}
        >
          <ProviderMark id={primary ? 'gatehouse' : provider} name={primary ? 'G' : provider} size="sm" />
          <span>{primary ? t('simulator.primary') : name}</span>
          <ChevronsUpDown size={14} aria-hidden />
        </button>
        <ToggleChip on={asked.images} onChange={(images) => simulation.ask({ images })}>
          {t('simulator.images')}
        </ToggleChip>
        {supposed > 0 && (
          <Button
            size="sm"
            look="ghost"
            icon={<RotateCcw size={14} aria-hidden />}
            onClick={() => simulation.ask({ fail: {} })}
          >
            {t('simulator.reset', { count: supposed })}
          </Button>
        )}
      </div>
      <Card title={t('simulator.title')}>
        {error && <ErrorNotice error={error} />}
        {!error && !chain && <Skeleton />}
        {chain && (
          <div data-asking={asking} className={styles.body}>
            <SimulatorChain chain={chain} models={models} supposed={asked.fail} />
          </div>
        )}
      </Card>
      <Outcome chain={asking ? undefined : chain} />
    </div>
  );
}

/** The end of it in one sentence, said whenever it changes. */
function Outcome({ chain }: { chain: SimulatedChain | undefined }) {
  const { t } = useTranslation();
  return (
    <p role="status" className="visually-hidden">
      {chain?.answer
        ? t(chain.answer.profile ? 'simulator.answersBy' : 'simulator.answersKeyless', {
            model: chain.answer.model,
            profile: chain.answer.profile ?? '',
          })
        : chain?.refused && sayBecause(t, chain.refused)}
    </p>
  );
}
