import { click, type Shot } from './shot.ts';

export const overviewShots: readonly Shot[] = [
  { name: 'overview', scenario: 'well', full: true },
  { name: 'first-run', scenario: 'first' },
  { name: 'keychain-locked', scenario: 'locked' },
  { name: 'first-run-locked', scenario: 'firstLocked', full: true },
  {
    name: 'keychain-unavailable',
    scenario: 'unavailable',
    full: true,
    act: (page) => page.getByText('Other ways').click(),
  },
  { name: 'keychain-refused', scenario: 'refused' },
  { name: 'gateway-starting', scenario: 'starting' },
  { name: 'gateway-stopped', scenario: 'stopped' },
  { name: 'gateway-backoff', scenario: 'backoff' },
  { name: 'gateway-failed', scenario: 'failed', full: true },
  { name: 'gateway-foreign', scenario: 'foreign' },
  {
    name: 'foreign-gateway',
    scenario: 'foreignGateway',
    act: (page) => page.getByText('Look closer').click(),
  },
  { name: 'attached', scenario: 'attached' },
  { name: 'config-error', scenario: 'configError' },
  { name: 'overview-expiring', scenario: 'expiring', full: true },
  { name: 'choose-model', scenario: 'well', act: click('Change') },
  { name: 'overview-team', scenario: 'team', full: true },
  { name: 'expiries', scenario: 'team', act: click('Show all') },
];
