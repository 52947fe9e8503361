import { CircleHelp, ExternalLink, ShieldAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { CallError } from '#core/contract/error.ts';
import { type DeepLink, linkOfLocation, parseDeepLink } from '#core/deep-link.ts';
import styles from '#renderer/features/deep-link/link-screen.module.css';
import { useProviderName } from '#renderer/features/profiles/use-provider-name.ts';
import { modelName } from '#renderer/state/models.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';

/** What a link from elsewhere wants, in words; nothing happens before the person has said yes. */
export default function LinkScreen() {
  const { t } = useTranslation();
  const [location, navigate] = useLocation();
  const parsed = parseDeepLink(linkOfLocation(location) ?? '');
  const leave = () => navigate('/', { replace: true });
  return (
    <div className={styles.screen}>
      {parsed.ok ? (
        <Asked key={location} link={parsed.link} onLeave={leave} />
      ) : (
        <Card title={t('link.title')}>
          <div className={styles.head}>
            {parsed.problem === 'secret' ? (
              <ShieldAlert size={24} aria-hidden />
            ) : (
              <CircleHelp size={24} aria-hidden />
            )}
            <h1 className={styles.title}>{t(`link.problem.${parsed.problem}.title`)}</h1>
          </div>
          <p className={styles.body}>
            {t(`link.problem.${parsed.problem}.body`, {
              part: parsed.problem === 'malformed' ? parsed.part : '',
            })}
          </p>
          <div className={styles.actions}>
            <Button look="primary" onClick={leave}>
              {t('link.close')}
            </Button>
          </div>
        </Card>
      )}
    </div>
  );
}

const pathOf = (screen: Extract<DeepLink, { do: 'open' }>['screen']) =>
  screen === 'overview' ? '/' : `/${screen}`;

function Asked({ link, onLeave }: { link: DeepLink; onLeave: () => void }) {
  const { t } = useTranslation();
  const { ui, models: group, toasts } = useApp();
  const [, navigate] = useLocation();
  const models = useTopic('models');
  const nameOf = useProviderName();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CallError>();
  const primary =
    link.do === 'primary' ? models?.agents.find(({ id }) => id === link.agent)?.primary : undefined;

  async function agree() {
    switch (link.do) {
      case 'open':
        return navigate(pathOf(link.screen), { replace: true });
      case 'add':
        navigate('/profiles', { replace: true });
        return ui.open({ kind: 'add', agent: link.agent, provider: link.provider });
      default: {
        setBusy(true);
        const result =
          link.do === 'primary'
            ? await group.setPrimary(link.agent, link.model)
            : await group.addProvider(link);
        setBusy(false);
        if (!result.ok) return setError(result.error);
        toasts.show({ tone: 'good', title: t(`link.done.${link.do}`) });
        if (link.do === 'primary') return navigate('/models', { replace: true });
        navigate('/profiles', { replace: true });
        return ui.open({ kind: 'add', agent: 'main', provider: link.id });
      }
    }
  }

  const facts: [name: string, value: string][] =
    link.do === 'primary'
      ? [
          [t('link.fact.model'), link.model],
          [t('link.fact.now'), primary ?? '–'],
          [t('link.fact.agent'), link.agent],
        ]
      : link.do === 'provider'
        ? [
            [t('link.fact.id'), link.id],
            [t('link.fact.url'), link.baseUrl],
            [t('link.fact.api'), link.api],
          ]
        : link.do === 'add'
          ? [
              [t('link.fact.provider'), link.provider],
              [t('link.fact.agent'), link.agent],
            ]
          : [];
  const unknown = link.do === 'add' && models && !models.providers.some(({ id }) => id === link.provider);
  return (
    <Card title={t('link.title')}>
      <div className={styles.head}>
        <ExternalLink size={24} aria-hidden />
        <h1 className={styles.title}>
          {link.do === 'open'
            ? t('link.open', { screen: t(`screens.${link.screen}`) })
            : link.do === 'add'
              ? t('link.add', { name: nameOf(link.provider) })
              : link.do === 'primary'
                ? t('link.primary', { model: modelName(link.model, models).name })
                : t('link.provider', { name: link.name ?? link.id })}
        </h1>
      </div>
      <p className={styles.body}>{unknown ? t('link.unknownProvider') : t(`link.body.${link.do}`)}</p>
      {facts.length > 0 && (
        <dl className={styles.facts}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{value}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {error && <ErrorNotice error={error} />}
      <div className={styles.actions}>
        <Button onClick={onLeave}>{t('link.no')}</Button>
        <Button look="primary" busy={busy} disabled={unknown === true} onClick={() => void agree()}>
          {t(`link.yes.${link.do}`)}
        </Button>
      </div>
    </Card>
  );
}
