import type { Page } from 'playwright';
import { click, type Shot } from './shot.ts';

const openFirst = async (page: Page) => {
  await page.getByRole('listitem').getByRole('button').first().waitFor();
  await page.locator('[data-row="8"]').click();
  await page.getByText('What happened').or(page.locator('dl')).first().waitFor();
};

export const activityShots: readonly Shot[] = [
  { name: 'activity', scenario: 'team', path: '/activity', act: openFirst },
  { name: 'activity-empty', scenario: 'quiet', path: '/activity' },
  { name: 'activity-error', scenario: 'unread', path: '/activity' },
  { name: 'activity-offline', scenario: 'offline', path: '/activity' },
  { name: 'activity-loading', scenario: 'waiting', path: '/activity' },
  {
    name: 'activity-no-match',
    scenario: 'team',
    path: '/activity',
    act: async (page) => {
      await page.getByLabel('Search requests').fill('nothing like this');
      await page.getByText('No request fits').waitFor();
    },
  },
  { name: 'usage', scenario: 'team', path: '/activity/usage', full: true },
  {
    name: 'usage-table',
    scenario: 'well',
    path: '/activity/usage',
    full: true,
    act: async (page) => {
      await click('As a table')(page);
      await page.getByRole('button', { name: /claude-sonnet/ }).click();
      await page.getByRole('radio', { name: 'Tokens' }).click();
    },
  },
  { name: 'usage-empty', scenario: 'quiet', path: '/activity/usage' },
  { name: 'failovers', scenario: 'team', path: '/activity/failovers' },
  { name: 'failovers-empty', scenario: 'quiet', path: '/activity/failovers' },
];
