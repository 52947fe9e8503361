import { ArrowDown, ArrowUp, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Installation } from '#core/family/installation.ts';
import { heard } from '#core/say/say.ts';
import { useReason } from '#renderer/features/activity/use-reason.ts';
import styles from '#renderer/features/families/family-agents.module.css';
import { moved } from '#renderer/features/families/order.ts';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { nearTime } from '#renderer/lib/format.ts';
import { useSpeech } from '#renderer/lib/speech.ts';
import { useNow } from '#renderer/lib/use-now.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';

type Agent = Installation['agents'][number];
type Profile = Agent['profiles'][number];

/** What that gateway will do, read from it and not assumed: model, fallbacks, credentials in their order. */
export function FamilyAgents({ installation }: { installation: Installation }) {
  const { t } = useTranslation();
  if (installation.agents.length === 0) return null;
  return (
    <div className={styles.agents}>
      <h3 className={styles.title}>{t('families.agents')}</h3>
      {installation.agents.map((agent) => (
        <AgentPart key={agent.id} installation={installation} agent={agent} />
      ))}
    </div>
  );
}

function AgentPart({ installation, agent }: { installation: Installation; agent: Agent }) {
  const { t } = useTranslation();
  const actions = useActions();
  const providers = [...new Set(agent.profiles.map(({ provider }) => provider))];
  const setOrder = (provider: string, order: string[]) =>
    void actions.call(
      'families.setOrder',
      { id: installation.id, agent: agent.id, provider, order },
      t(order.length === 0 ? 'families.orderReset' : 'families.orderSaved'),
    );
  return (
    <div className={styles.agent}>
      <p className={styles.route}>
        {installation.agents.length > 1 && <strong>{t('families.agent', { agent: agent.id })}: </strong>}
        {t('families.primary')} <code>{agent.primary ?? t('families.noPrimary')}</code>
        {agent.fallbacks.map((model) => (
          <span key={model}>
            , {t('families.fallbacks')} <code>{model}</code>
          </span>
        ))}
      </p>
      {providers.length === 0 && <p className={styles.why}>{t('families.noProfiles')}</p>}
      {providers.map((provider) => {
        const own = agent.profiles.filter((one) => one.provider === provider);
        const ids = own.map(({ id }) => id);
        return (
          <div key={provider}>
            <ol className={styles.list}>
              {own.map((profile, index) => (
                <ProfileLine
                  key={profile.id}
                  profile={profile}
                  {...(installation.remote || own.length < 2
                    ? {}
                    : {
                        onUp: index > 0 ? () => setOrder(provider, moved(ids, index, index - 1)) : undefined,
                        onDown:
                          index < own.length - 1
                            ? () => setOrder(provider, moved(ids, index, index + 1))
                            : undefined,
                      })}
                />
              ))}
            </ol>
            {!installation.remote && own.length > 1 && (
              <Button
                size="sm"
                look="ghost"
                icon={<Undo2 size={13} aria-hidden />}
                aria-label={t('common.pair', { name: t('families.orderReset'), value: provider })}
                onClick={() => setOrder(provider, [])}
              >
                {t('families.orderReset')}
              </Button>
            )}
          </div>
        );
      })}
    </div>
  );
}

function ProfileLine({
  profile,
  onUp,
  onDown,
}: {
  profile: Profile;
  onUp?: (() => void) | undefined;
  onDown?: (() => void) | undefined;
}) {
  const { t, i18n } = useTranslation();
  const speech = useSpeech();
  const now = useNow();
  const reason = useReason();
  const { id, secret, usable, expires, coolingUntil, coolingReason } = profile;
  const why = heard(profile, 'why', speech);
  const cooling = coolingUntil !== undefined && coolingUntil > now;
  return (
    <li className={styles.profile} data-usable={usable}>
      <span className={styles.name}>{id}</span>
      <span className={styles.says}>
        <Badge tone={secret === 'plain' ? 'warn' : secret === 'ours' ? 'good' : 'quiet'}>
          {t(`families.secret.${secret}`)}
        </Badge>
        {!usable && <Badge tone="bad">{t('families.unusable')}</Badge>}
        {cooling && (
          <span className={styles.why}>
            {t('families.cooling', { until: nearTime(coolingUntil, now, i18n.language) })}
            {coolingReason && ` (${reason(coolingReason)})`}
          </span>
        )}
        {expires !== undefined && <RelativeTime at={expires} className={styles.why} />}
        {why && <span className={styles.why}>{why}</span>}
      </span>
      {(onUp || onDown) && (
        <span className={styles.moves}>
          <IconButton
            size="sm"
            label={t('families.earlier', { id })}
            icon={<ArrowUp size={14} aria-hidden />}
            disabled={!onUp}
            onClick={onUp}
          />
          <IconButton
            size="sm"
            label={t('families.later', { id })}
            icon={<ArrowDown size={14} aria-hidden />}
            disabled={!onDown}
            onClick={onDown}
          />
        </span>
      )}
    </li>
  );
}
