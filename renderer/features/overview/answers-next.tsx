import { Check, ChevronsUpDown, CircleSlash, CornerDownRight, Route } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSimulate } from '#renderer/features/models/use-simulate.ts';
import styles from '#renderer/features/overview/answers-next.module.css';
import { sayBecause } from '#renderer/lib/because.ts';
import { cx } from '#renderer/lib/cx.ts';
import { answerChain, modelName } from '#renderer/state/models.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';
import { ProviderMark } from '#renderer/ui/provider-mark.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';

/** Which model and which credential answer next, and what follows if they do not; each with its reason. */
export function AnswersNext({
  className,
  agent = 'main',
}: {
  className?: string | undefined;
  agent?: string;
}) {
  const { t } = useTranslation();
  const { ui } = useApp();
  const models = useTopic('models');
  const simulate = useSimulate();
  const own = models?.agents.find(({ id }) => id === agent);
  const chain = answerChain(own?.answersNext ?? []);
  const change = (
    <>
      {own?.primary && (
        <IconButton
          size="sm"
          label={t('palette.simulate')}
          icon={<Route size={15} aria-hidden />}
          onClick={() => simulate('gatehouse')}
        />
      )}
      <Button
        size="sm"
        look="ghost"
        icon={<ChevronsUpDown size={14} aria-hidden />}
        onClick={() => ui.open({ kind: 'model', agent })}
      >
        {t(own?.primary ? 'answers.change' : 'answers.choose')}
      </Button>
    </>
  );
  return (
    <Card title={t('answers.title')} aside={models && change} className={cx(styles.card, className)}>
      {!models && <Skeleton />}
      {models && chain.length === 0 && <p className={styles.empty}>{t('answers.empty')}</p>}
      <ol className={styles.chain}>
        {chain.map((model) => {
          const { provider, name } = modelName(model.model, models);
          return (
            <li key={model.model} className={styles.step} data-next={model.next}>
              <span className={styles.mark}>
                <ProviderMark id={provider} name={provider} />
              </span>
              <div className={styles.words}>
                <p className={styles.model}>
                  <span className={styles.name}>{name}</span>
                  <code className={styles.ref}>{model.model}</code>
                </p>
                <ul className={styles.credentials}>
                  {model.credentials.map((credential) => (
                    <li
                      key={credential.profile ?? 'none'}
                      className={styles.credential}
                      data-usable={credential.usable}
                      data-next={credential.next}
                    >
                      {credential.usable ? (
                        <CornerDownRight size={14} aria-hidden className={styles.turn} />
                      ) : (
                        <CircleSlash size={14} aria-hidden className={styles.turn} />
                      )}
                      <span className={styles.says}>
                        <span className={styles.profile}>
                          {credential.profile ?? t('answers.noCredential')}
                        </span>
                        {credential.next && (
                          <Badge tone="good" icon={<Check size={12} aria-hidden />}>
                            {t('answers.next')}
                          </Badge>
                        )}
                        <span className={styles.why}>{sayBecause(t, credential.because)}</span>
                      </span>
                    </li>
                  ))}
                </ul>
              </div>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
