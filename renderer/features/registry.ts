import { Gauge, KeyRound, type LucideIcon, Settings } from 'lucide-react';
import { type ComponentType, lazy } from 'react';
import { OverviewScreen } from '#renderer/features/overview/overview-screen.tsx';

export interface Screen {
  /** The name in the locale files, and the anchor of everything else about it. */
  id: 'overview' | 'profiles' | 'settings';
  /** Behind the `#`. */
  path: string;
  icon: LucideIcon;
  component: ComponentType;
  /** Fetches the code ahead of the first visit. */
  preload?: () => Promise<unknown>;
}

const profiles = () => import('#renderer/features/profiles/profiles-screen.tsx');
const settings = () => import('#renderer/features/settings/settings-screen.tsx');

/** The rail, from top to bottom: a new screen is a line here, and its words. */
export const screens: readonly Screen[] = [
  { id: 'overview', path: '/', icon: Gauge, component: OverviewScreen },
  { id: 'profiles', path: '/profiles', icon: KeyRound, component: lazy(profiles), preload: profiles },
  { id: 'settings', path: '/settings', icon: Settings, component: lazy(settings), preload: settings },
];
