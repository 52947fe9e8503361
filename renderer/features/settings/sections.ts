import { Info, KeySquare, Network, Palette, Server, Shield, SlidersHorizontal } from 'lucide-react';

/** The parts of the settings, from top to bottom; each has an address of its own. */
export const settingsSections = [
  { id: 'general', path: '/settings', icon: SlidersHorizontal },
  { id: 'gateway', path: '/settings/gateway', icon: Server },
  { id: 'tokens', path: '/settings/tokens', icon: KeySquare },
  { id: 'security', path: '/settings/security', icon: Shield },
  { id: 'families', path: '/settings/families', icon: Network },
  { id: 'appearance', path: '/settings/appearance', icon: Palette },
  { id: 'about', path: '/settings/about', icon: Info },
] as const;
