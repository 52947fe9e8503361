import {
  ArrowLeftRight,
  ArrowRightLeft,
  Ban,
  Cable,
  CalendarClock,
  CircleCheck,
  Copy,
  CopyPlus,
  FlaskConical,
  HardDriveDownload,
  History,
  Keyboard,
  KeyRound,
  Link2,
  Lock,
  LockOpen,
  MapPin,
  MoveRight,
  NotebookPen,
  Palette as PaletteIcon,
  Pencil,
  Play,
  Plus,
  Power,
  RefreshCw,
  Replace,
  RotateCw,
  SlidersHorizontal,
  Square,
  Trash2,
  UserMinus,
  UserPlus,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { useModelItems } from '#renderer/features/palette/use-model-items.tsx';
import { usePlaceItems } from '#renderer/features/palette/use-place-items.tsx';
import { useTargetName } from '#renderer/features/settings/use-target-name.ts';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useGatewayPhase } from '#renderer/features/shell/use-gateway-phase.ts';
import { themes } from '#renderer/lib/theme.ts';
import { allowedCommands } from '#renderer/state/gateway.ts';
import { mirrorTargets } from '#renderer/state/mirrors.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Kbd } from '#renderer/ui/kbd.tsx';
import type { PickerItem } from '#renderer/ui/picker.tsx';
import { ProviderMark } from '#renderer/ui/provider-mark.tsx';

export interface PaletteItem extends PickerItem {
  run: () => unknown;
}

/** One action: its group, its id, its words, its icon, and what it does. */
export type AddItem = (
  group: string,
  id: string,
  label: string,
  mark: ReactNode,
  run: () => unknown,
  more?: Partial<PickerItem>,
) => void;

const icon = { size: 16, 'aria-hidden': true } as const;
const commandIcons = { start: Play, stop: Square, restart: RotateCw } as const;

/** Every action there is now. A new one is a line here. */
export function usePaletteItems(): PaletteItem[] {
  const { t } = useTranslation();
  const { ui, host } = useApp();
  const actions = useActions();
  const [, navigate] = useLocation();
  const vault = useTopic('vault');
  const profiles = useTopic('profiles');
  const models = useTopic('models');
  const gateway = useTopic('gateway');
  const phase = useGatewayPhase();
  const targetName = useTargetName();
  const shown = useStore(ui.store, ({ agent }) => agent);
  const placeItems = usePlaceItems();
  const modelItems = useModelItems();
  const items: PaletteItem[] = [];
  const add: AddItem = (group, id, label, mark, run, more = {}) =>
    items.push({ id, label, group, icon: mark, keywords: `${group} ${label}`, run, ...more });

  placeItems(add);
  modelItems(add);

  const gate = t('gateway.title');
  if (phase && gateway) {
    const allowed = allowedCommands(phase);
    for (const command of ['start', 'stop', 'restart'] as const) {
      const Icon = commandIcons[command];
      if (allowed[command]) {
        add(gate, `gateway:${command}`, t(`palette.gateway.${command}`), <Icon {...icon} />, () =>
          actions.gateway(command),
        );
      }
    }
    add(gate, 'copy:address', t('gateway.copyAddress'), <Copy {...icon} />, () =>
      actions.copy(gateway.endpoint, t('common.copied')),
    );
    add(gate, 'tools', t('gateway.tools'), <Cable {...icon} />, () => ui.open({ kind: 'snippets' }));
    if (gateway.observed.state === 'foreign' && gateway.observed.holder.gateway) {
      add(gate, 'attach', t('foreign.attach'), <Link2 {...icon} />, () => actions.call('gateway.attach', {}));
    }
    if (gateway.access === 'token') {
      add(gate, 'copy:token', t('gateway.copyToken'), <Copy {...icon} />, () => actions.copyToken());
    }
    add(gate, 'copy:log', t('palette.copyLog'), <Copy {...icon} />, () =>
      actions.copy(gateway.logPath, t('common.copied')),
    );
    add(gate, 'model', t('palette.model'), <Replace {...icon} />, () =>
      ui.open({ kind: 'model', agent: 'main' }),
    );
  }

  const keys = t('screens.profiles');
  add(keys, 'add', t('palette.add'), <Plus {...icon} />, () => ui.open({ kind: 'add', agent: shown }), {
    detail: <Kbd keys={['A']} />,
  });
  add(keys, 'import', t('palette.find'), <HardDriveDownload {...icon} />, () =>
    ui.open({ kind: 'import', agent: shown }),
  );
  add(keys, 'addAgent', t('palette.addAgent'), <UserPlus {...icon} />, () => ui.open({ kind: 'addAgent' }));
  for (const { id, name } of profiles?.agents ?? []) {
    if (id === 'main') continue;
    add(keys, `removeAgent:${id}`, t('palette.removeAgent', { name }), <UserMinus {...icon} />, () =>
      ui.open({ kind: 'removeAgent', agent: id }),
    );
  }
  add(keys, 'expiries', t('palette.expiries'), <CalendarClock {...icon} />, () =>
    ui.open({ kind: 'expiries' }),
  );
  const safe = t('security.title');
  if (vault?.state === 'ready') {
    add(safe, 'vault:lock', t('palette.lock'), <Lock {...icon} />, () => ui.open({ kind: 'lockVault' }));
    add(safe, 'vault:move', t('palette.moveVault'), <ArrowRightLeft {...icon} />, () =>
      ui.open({ kind: 'moveVault' }),
    );
  }
  add(safe, 'places', t('palette.places'), <MapPin {...icon} />, () => navigate('/settings/security'));
  for (const { target } of mirrorTargets(profiles?.mirrors ?? [])) {
    const of = { target: targetName(target) };
    add(safe, `mode:${target}`, t('palette.mirrorMode', of), <SlidersHorizontal {...icon} />, () =>
      ui.open({ kind: 'mirrorMode', target }),
    );
    add(safe, `journal:${target}`, t('palette.journal', of), <History {...icon} />, () =>
      ui.open({ kind: 'journal', target }),
    );
  }
  if (vault && vault.state !== 'ready') {
    add(keys, 'vault:unlock', t('vault.unlock'), <LockOpen {...icon} />, () => actions.vault('unlock'));
    add(keys, 'vault:check', t('vault.check'), <RefreshCw {...icon} />, () => actions.vault('check'));
  }
  for (const agent of profiles?.agents ?? []) {
    for (const { id, status, type, ref } of agent.profiles) {
      const oauth = type === 'oauth';
      const own = { agent: agent.id, id };
      const off = status === 'disabled';
      const of = `${agent.id}/${id}`;
      add(keys, `test:${of}`, t('palette.test', { id }), <FlaskConical {...icon} />, () => {
        navigate('/profiles');
        actions.test(agent.id, id);
      });
      add(
        keys,
        `replace:${of}`,
        t(oauth ? 'palette.signInAgain' : 'palette.replace', { id }),
        <KeyRound {...icon} />,
        () => ui.open({ kind: 'replace', ...own }),
      );
      add(keys, `rename:${of}`, t('palette.rename', { id }), <Pencil {...icon} />, () =>
        ui.open({ kind: 'rename', ...own }),
      );
      add(keys, `edit:${of}`, t('palette.edit', { id }), <NotebookPen {...icon} />, () =>
        ui.open({ kind: 'edit', ...own }),
      );
      if (!oauth) {
        add(keys, `copy:${of}`, t('palette.copyTo', { id }), <CopyPlus {...icon} />, () =>
          ui.open({ kind: 'transfer', what: 'copy', ...own }),
        );
        add(
          keys,
          `place:${of}`,
          t(ref ? 'palette.toVault' : 'palette.toRef', { id }),
          <ArrowLeftRight {...icon} />,
          () => ui.open({ kind: 'place', ...own }),
        );
      }
      add(keys, `move:${of}`, t('palette.moveTo', { id }), <MoveRight {...icon} />, () =>
        ui.open({ kind: 'transfer', what: 'move', ...own }),
      );
      add(
        keys,
        `off:${of}`,
        t(off ? 'palette.enable' : 'palette.disable', { id }),
        off ? <CircleCheck {...icon} /> : <Ban {...icon} />,
        () => actions.setDisabled(agent.id, id, !off),
      );
      add(keys, `remove:${of}`, t('palette.remove', { id }), <Trash2 {...icon} />, () =>
        actions.remove(agent.id, id),
      );
    }
  }
  for (const { id, name, needsKey } of models?.providers ?? []) {
    if (!needsKey) continue;
    add(
      t('palette.addFor'),
      `add:${id}`,
      t('palette.addTo', { name }),
      <ProviderMark id={id} name={name} size="sm" />,
      () => ui.open({ kind: 'add', agent: shown, provider: id }),
    );
  }

  const view = t('settings.appearance');
  for (const theme of themes) {
    add(
      view,
      `theme:${theme}`,
      t('palette.theme', { theme: t(`settings.themes.${theme}`) }),
      <PaletteIcon {...icon} />,
      () => ui.setTheme(theme),
    );
  }
  add(view, 'shortcuts', t('shortcuts.title'), <Keyboard {...icon} />, () => ui.open({ kind: 'shortcuts' }), {
    detail: <Kbd keys={['?']} />,
  });

  const rest = t('palette.app');
  add(rest, 'link', t('palette.signInLink'), <Link2 {...icon} />, async () => {
    const result = await host.invoke('app.signInLink', {});
    if (result.ok) await actions.copy(result.value.url, t('palette.signInLinkCopied'));
    else actions.fail(result.error);
  });
  add(rest, 'quit', t('palette.quit'), <Power {...icon} />, async () => {
    const result = await host.invoke('app.quit', {});
    if (!result.ok) actions.fail(result.error);
  });
  return items;
}
