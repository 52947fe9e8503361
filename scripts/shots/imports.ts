import { click, found, type Shot } from './shot.ts';

export const importsShots: readonly Shot[] = [
  { name: 'import', scenario: 'first', act: found },
  {
    name: 'import-done',
    scenario: 'first',
    act: async (page) => {
      await found(page);
      await page.getByRole('button', { name: /^Take in/ }).click();
      await page.getByRole('button', { name: 'Done' }).waitFor();
    },
  },
  {
    name: 'import-empty',
    scenario: 'bare',
    act: async (page) => {
      await click('Find keys on this machine')(page);
      await page.getByText('Nothing was found').waitFor();
    },
  },
];
