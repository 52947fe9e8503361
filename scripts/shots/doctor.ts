import { click, type Shot } from './shot.ts';

export const doctorShots: readonly Shot[] = [
  {
    name: 'doctor',
    scenario: 'team',
    path: '/doctor',
    full: true,
    act: (page) => page.getByText('Needs mending').first().waitFor({ state: 'attached' }),
  },
  {
    name: 'doctor-well',
    scenario: 'quiet',
    path: '/doctor',
    full: true,
    act: async (page) => {
      await page.getByRole('heading', { name: 'All is well' }).waitFor();
      await click('Show what is well')(page);
    },
  },
  { name: 'doctor-error', scenario: 'unread', path: '/doctor' },
  { name: 'doctor-running', scenario: 'waiting', path: '/doctor' },
  {
    name: 'doctor-fixed',
    scenario: 'team',
    path: '/doctor',
    act: async (page) => {
      await click(/^Mend it: Other users/)(page);
      await page.getByText('Mended', { exact: true }).first().waitFor();
    },
  },
  {
    name: 'bundle',
    scenario: 'team',
    path: '/doctor',
    act: async (page) => {
      await click('Support bundle…')(page);
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^profiles.json/ })
        .click();
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved for your eyes only').waitFor();
    },
  },
];
