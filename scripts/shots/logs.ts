import type { Shot } from './shot.ts';

export const logsShots: readonly Shot[] = [
  {
    name: 'logs',
    scenario: 'well',
    path: '/logs',
    act: async (page) => {
      await page.getByLabel('Log', { exact: true }).selectOption('host');
      await page.getByLabel('Search this log').fill('anthropic');
      await page.locator('mark').first().waitFor();
    },
  },
  { name: 'logs-empty', scenario: 'quiet', path: '/logs' },
  { name: 'logs-error', scenario: 'unread', path: '/logs' },
  {
    name: 'logs-paused',
    scenario: 'fiveThousand',
    path: '/logs',
    act: async (page) => {
      await page.getByRole('listitem').first().waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
    },
  },
];
