import type { Shot } from './shot.ts';

export const shellShots: readonly Shot[] = [
  { name: 'offline', scenario: 'offline' },
  { name: 'signed-out', scenario: 'signedOut' },
  {
    name: 'loading',
    scenario: 'loading',
    act: async (page) => void (await page.getByText('Loading…').waitFor({ state: 'attached' })),
  },
  {
    name: 'palette',
    scenario: 'well',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').waitFor();
    },
  },
  {
    name: 'shortcuts',
    scenario: 'well',
    act: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
];
