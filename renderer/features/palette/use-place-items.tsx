import {
  ChartColumn,
  Copy,
  FolderOpen,
  FolderSearch,
  KeySquare,
  LifeBuoy,
  Network,
  Plus,
  RefreshCw,
  ScrollText,
  Waypoints,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { AddItem } from '#renderer/features/palette/use-palette-items.tsx';
import { screens } from '#renderer/features/registry.ts';
import { settingsSections } from '#renderer/features/settings/sections.ts';
import { versionLine } from '#renderer/features/settings/version-line.ts';
import { screenKeys } from '#renderer/features/shell/shortcuts.ts';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Kbd } from '#renderer/ui/kbd.tsx';

const icon = { size: 16, 'aria-hidden': true } as const;

/** Every place, and what can be done without being there. */
export function usePlaceItems(): (add: AddItem) => void {
  const { t } = useTranslation();
  const { ui } = useApp();
  const actions = useActions();
  const [, navigate] = useLocation();
  const app = useTopic('app');
  const settings = useTopic('settings');
  const families = useTopic('families')?.installations ?? [];
  return (add) => {
    const go = t('palette.go');
    for (const { id, path, icon: Icon } of screens) {
      const key = screenKeys[id];
      add(go, `go:${id}`, t(`screens.${id}`), <Icon {...icon} />, () => navigate(path), {
        ...(key ? { detail: <Kbd keys={['G', key.toUpperCase()]} /> } : {}),
      });
    }
    add(go, 'go:usage', t('activity.view.usage'), <ChartColumn {...icon} />, () =>
      navigate('/activity/usage'),
    );
    add(go, 'go:failovers', t('activity.view.failover'), <Waypoints {...icon} />, () =>
      navigate('/activity/failovers'),
    );
    const set = t('screens.settings');
    for (const { id, path, icon: Icon } of settingsSections) {
      add(
        set,
        `settings:${id}`,
        t('common.pair', { name: set, value: t(`settings.section.${id}`) }),
        <Icon {...icon} />,
        () => navigate(path),
      );
    }
    add(set, 'token:add', t('tokens.add'), <KeySquare {...icon} />, () => {
      navigate('/settings/tokens');
      ui.open({ kind: 'token' });
    });
    if (settings) {
      const { autostart } = settings.gateway;
      add(
        set,
        'autostart',
        t('common.pair', {
          name: t('settings.autostart'),
          value: t(autostart ? 'palette.off' : 'palette.on'),
        }),
        <RefreshCw {...icon} />,
        () => actions.call('settings.change', { gateway: { autostart: !autostart } }, t('settings.saved')),
      );
      add(
        set,
        'notifications',
        t('common.pair', {
          name: t('settings.notifications'),
          value: t(settings.notifications ? 'palette.off' : 'palette.on'),
        }),
        <RefreshCw {...icon} />,
        () =>
          actions.call('settings.change', { notifications: !settings.notifications }, t('settings.saved')),
      );
    }
    if (app && app.loginItem !== 'unsupported') {
      const on = app.loginItem !== 'on';
      add(
        set,
        'loginItem',
        t('common.pair', { name: t('settings.loginItem'), value: t(on ? 'palette.on' : 'palette.off') }),
        <RefreshCw {...icon} />,
        () => actions.call('app.setLoginItem', { on }, t('settings.saved')),
      );
    }
    add(set, 'update:check', t('palette.checkUpdate'), <RefreshCw {...icon} />, () => {
      navigate('/settings/about');
      return actions.call('app.checkForUpdate', {});
    });
    add(set, 'licences', t('settings.licences'), <ScrollText {...icon} />, () =>
      ui.open({ kind: 'licences' }),
    );

    const care = t('screens.doctor');
    add(care, 'bundle', t('doctor.bundle'), <LifeBuoy {...icon} />, () => ui.open({ kind: 'bundle' }));
    for (const folder of ['logs', 'state', 'config'] as const) {
      add(care, `folder:${folder}`, t(`palette.folder.${folder}`), <FolderOpen {...icon} />, () =>
        actions.openFolder(folder),
      );
    }

    const others = t('settings.section.families');
    add(others, 'families:scan', t('palette.scanFamilies'), <FolderSearch {...icon} />, () => {
      navigate('/settings/families');
      return actions.call('families.scan', {});
    });
    add(others, 'families:remote', t('families.addRemote'), <Plus {...icon} />, () =>
      ui.open({ kind: 'addRemote' }),
    );
    for (const { id, label, mirrored, remote } of families) {
      if (remote) continue;
      const name = `${label}: `;
      const mark = <Network {...icon} />;
      for (const verb of ['start', 'stop', 'restart', 'reload'] as const) {
        add(others, `${id}:${verb}`, `${name}${t(`families.${verb}`)}`, mark, () =>
          actions.call(`families.${verb}`, { id }),
        );
      }
      add(others, `${id}:mirror`, `${name}${t(mirrored ? 'families.release' : 'families.adopt')}`, mark, () =>
        ui.open(mirrored ? { kind: 'releaseFamily', id } : { kind: 'adoptFamily', id }),
      );
      add(others, `${id}:upgrade`, `${name}${t('families.upgrade')}`, mark, () =>
        ui.open({ kind: 'upgradeFamily', id }),
      );
    }
    if (app) {
      add(care, 'copy:versions', t('settings.copyVersions'), <Copy {...icon} />, () =>
        actions.copy(versionLine(app), t('common.copied')),
      );
    }
  };
}
