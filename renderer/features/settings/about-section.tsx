import { ExternalLink, FolderOpen, RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { TopicValue } from '#core/contract/topics.ts';
import { heard } from '#core/say/say.ts';
import { PathRow, Row } from '#renderer/features/settings/row.tsx';
import { useSettings } from '#renderer/features/settings/use-settings.ts';
import { versionLine } from '#renderer/features/settings/version-line.ts';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { relativeTime } from '#renderer/lib/format.ts';
import { useSpeech } from '#renderer/lib/speech.ts';
import { useNow } from '#renderer/lib/use-now.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { Switch } from '#renderer/ui/switch.tsx';

type App = TopicValue<'app'>;

export function AboutSection() {
  const { t } = useTranslation();
  const { ui, onboarding } = useApp();
  const [, navigate] = useLocation();
  const actions = useActions();
  const app = useTopic('app');
  const gateway = useTopic('gateway');
  if (!app) return null;
  const open = (folder: 'state' | 'logs' | 'config', name: string) => (
    <IconButton
      size="sm"
      label={t('common.pair', { name: t('settings.openFolder'), value: name })}
      icon={<FolderOpen size={15} aria-hidden />}
      onClick={() => void actions.openFolder(folder)}
    />
  );
  return (
    <>
      <UpdateCard app={app} />
      <Card title={t('settings.about')}>
        <Row name={t('settings.version')}>
          <span>
            Gatehouse {app.version} · {t(`settings.face.${app.face}`)}
          </span>
        </Row>
        <Row name={t('settings.versions')}>
          <span>
            {Object.entries(app.versions)
              .map(([name, number]) => `${name} ${number}`)
              .join(' · ')}
          </span>
          <CopyButton label={t('settings.copyVersions')} copy={versionLine(app)} />
        </Row>
        <Row name={t('onboarding.title')} help={t('onboarding.againHelp')}>
          <Button
            size="sm"
            onClick={() => {
              onboarding.go('key');
              navigate('/welcome');
            }}
          >
            {t('onboarding.again')}
          </Button>
        </Row>
        <PathRow
          name={t('settings.stateDir')}
          path={app.stateDir}
          action={open('state', t('settings.stateDir'))}
        />
        <PathRow
          name={t('settings.config')}
          path={app.config.path}
          action={open('config', t('settings.config'))}
        />
        {gateway && (
          <PathRow name={t('settings.log')} path={gateway.logPath} action={open('logs', t('settings.log'))} />
        )}
        <Row name={t('settings.licences')} help={t('settings.licencesHelp')}>
          <Button size="sm" onClick={() => ui.open({ kind: 'licences' })}>
            {t('settings.licencesAction')}
          </Button>
        </Row>
      </Card>
    </>
  );
}

function UpdateCard({ app }: { app: App }) {
  const { t, i18n } = useTranslation();
  const speech = useSpeech();
  const now = useNow();
  const actions = useActions();
  const { settings, change } = useSettings();
  const { update } = app;
  const busy = update.state === 'checking' || update.state === 'downloading';
  const words = () => {
    switch (update.state) {
      case 'unsupported':
        return heard(update, 'why', speech);
      case 'current':
        return update.checkedAt === undefined
          ? t('settings.update.current')
          : t('settings.update.currentAt', { when: relativeTime(update.checkedAt, now, i18n.language) });
      case 'downloading':
        return t('settings.update.downloading', {
          version: update.version,
          percent: Math.round(update.percent),
        });
      case 'notice':
      case 'ready':
        return t(`settings.update.${update.state}`, { version: update.version });
      case 'failed':
        return undefined;
      default:
        return t(`settings.update.${update.state}`);
    }
  };
  return (
    <Card title={t('settings.updates')}>
      <Row name={t('settings.updateChecks')} help={t('settings.updateChecksHelp')}>
        <Switch
          label={t('settings.updateChecks')}
          checked={settings?.updateChecks ?? false}
          onChange={(updateChecks) => void change({ updateChecks })}
        />
      </Row>
      <Row name={t('settings.version')}>
        <span role="status">{words()}</span>
        {update.state === 'notice' && (
          <Button
            size="sm"
            icon={<ExternalLink size={14} aria-hidden />}
            onClick={() => void actions.openExternal(update.url)}
          >
            {t('settings.update.get')}
          </Button>
        )}
        {update.state === 'ready' && (
          <Button size="sm" look="primary" onClick={() => void actions.call('app.installUpdate', {})}>
            {t('settings.update.install')}
          </Button>
        )}
        {update.state !== 'unsupported' && update.state !== 'ready' && (
          <Button
            size="sm"
            busy={busy}
            icon={<RefreshCw size={14} aria-hidden />}
            onClick={() => void actions.call('app.checkForUpdate', {})}
          >
            {t('settings.checkNow')}
          </Button>
        )}
      </Row>
      {update.state === 'failed' && <ErrorNotice error={update.error} live={false} />}
    </Card>
  );
}
