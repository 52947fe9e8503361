import {
  Activity,
  Boxes,
  Gauge,
  KeyRound,
  type LucideIcon,
  MessageSquare,
  ScrollText,
  Settings,
  Stethoscope,
} from 'lucide-react';
import { type ComponentType, lazy } from 'react';
import { OverviewScreen } from '#renderer/features/overview/overview-screen.tsx';

export interface Screen {
  /** The name in the locale files, and the anchor of everything else about it. */
  id: 'overview' | 'profiles' | 'models' | 'chat' | 'activity' | 'logs' | 'doctor' | 'settings';
  /** Behind the `#`. */
  path: string;
  icon: LucideIcon;
  component: ComponentType;
  /** It has places within: `/settings/gateway`. */
  nested?: boolean;
  /** Fetches the code ahead of the first visit. */
  preload?: () => Promise<unknown>;
}

const profiles = () => import('#renderer/features/profiles/profiles-screen.tsx');
const models = () => import('#renderer/features/models/models-screen.tsx');
const chat = () => import('#renderer/features/chat/chat-screen.tsx');
const activity = () => import('#renderer/features/activity/activity-screen.tsx');
const logs = () => import('#renderer/features/logs/logs-screen.tsx');
const doctor = () => import('#renderer/features/doctor/doctor-screen.tsx');
const settings = () => import('#renderer/features/settings/settings-screen.tsx');

/** The rail, from top to bottom: a new screen is a line here, and its words. */
export const screens: readonly Screen[] = [
  { id: 'overview', path: '/', icon: Gauge, component: OverviewScreen },
  { id: 'profiles', path: '/profiles', icon: KeyRound, component: lazy(profiles), preload: profiles },
  { id: 'models', path: '/models', icon: Boxes, component: lazy(models), preload: models, nested: true },
  { id: 'chat', path: '/chat', icon: MessageSquare, component: lazy(chat), preload: chat, nested: true },
  {
    id: 'activity',
    path: '/activity',
    icon: Activity,
    component: lazy(activity),
    preload: activity,
    nested: true,
  },
  { id: 'logs', path: '/logs', icon: ScrollText, component: lazy(logs), preload: logs },
  { id: 'doctor', path: '/doctor', icon: Stethoscope, component: lazy(doctor), preload: doctor },
  {
    id: 'settings',
    path: '/settings',
    icon: Settings,
    component: lazy(settings),
    preload: settings,
    nested: true,
  },
];

/** Whether a location is this screen, or a place within it. */
export const isAt = (screen: Screen, location: string): boolean =>
  location === screen.path || (screen.nested === true && location.startsWith(`${screen.path}/`));
