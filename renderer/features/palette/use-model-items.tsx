import {
  Boxes,
  DoorOpen,
  FlaskConical,
  Image,
  ListPlus,
  MessageSquarePlus,
  Route,
  ScanSearch,
  Square,
  Tag,
  Wrench,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { useModelActions } from '#renderer/features/models/use-model-actions.ts';
import type { AddItem } from '#renderer/features/palette/use-palette-items.tsx';
import { isAnswering } from '#renderer/state/chat.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';

const icon = { size: 16, 'aria-hidden': true } as const;

/** Models, chat and first steps. */
export function useModelItems(): (add: AddItem) => void {
  const { t } = useTranslation();
  const { ui, chat, models: group, simulation, onboarding } = useApp();
  const actions = useModelActions();
  const [, navigate] = useLocation();
  const agent = useStore(ui.store, (state) => state.agent);
  const threads = useStore(chat.store, (state) => state.threads);
  const sessions = useStore(chat.store, (state) => state.sessions);
  const primary = useTopic('models')?.agents.find(({ id }) => id === agent)?.primary;
  return (add) => {
    const about = t('screens.models');
    for (const part of ['catalog', 'simulator', 'names'] as const) {
      add(
        about,
        `models:${part}`,
        t('common.pair', { name: about, value: t(`models.part.${part}`) }),
        <Boxes {...icon} />,
        () => navigate(`/models/${part}`),
      );
    }
    add(about, 'models:fallback', t('palette.addFallback'), <ListPlus {...icon} />, () =>
      ui.open({ kind: 'model', agent, role: 'fallbacks' }),
    );
    add(about, 'models:image', t('palette.imageModel'), <Image {...icon} />, () =>
      ui.open({ kind: 'model', agent, role: 'image' }),
    );
    add(about, 'models:utility', t('palette.utilityModel'), <Wrench {...icon} />, () =>
      ui.open({ kind: 'model', agent, role: 'utility' }),
    );
    add(about, 'models:alias', t('palette.addAlias'), <Tag {...icon} />, () => ui.open({ kind: 'alias' }));
    add(about, 'models:scan', t('palette.scanModels'), <ScanSearch {...icon} />, () => {
      navigate('/models');
      return group.scan(agent);
    });
    if (primary !== undefined) {
      add(about, 'models:probe', t('palette.probePrimary'), <FlaskConical {...icon} />, () => {
        navigate('/models');
        actions.probe(agent, primary);
      });
    }
    add(about, 'models:simulate', t('palette.simulate'), <Route {...icon} />, () => {
      simulation.ask({ model: 'gatehouse', fail: {} });
      navigate('/models/simulator');
    });

    const talk = t('screens.chat');
    add(talk, 'chat:new', t('palette.newChat'), <MessageSquarePlus {...icon} />, () =>
      navigate(`/chat/${chat.newSession()}`),
    );
    for (const [session, thread] of Object.entries(threads)) {
      if (!isAnswering(thread)) continue;
      add(talk, `chat:stop:${session}`, t('palette.stopAnswer'), <Square {...icon} />, () =>
        chat.stop(session),
      );
    }
    for (const { id, title } of sessions?.slice(0, 10) ?? []) {
      add(
        talk,
        `chat:${id}`,
        t('common.pair', { name: talk, value: title }),
        <MessageSquarePlus {...icon} />,
        () => navigate(`/chat/${id}`),
      );
    }
    add(t('palette.app'), 'welcome', t('palette.welcome'), <DoorOpen {...icon} />, () => {
      onboarding.go('key');
      navigate('/welcome');
    });
  };
}
