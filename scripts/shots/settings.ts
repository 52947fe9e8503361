import { click, type Shot } from './shot.ts';

export const settingsShots: readonly Shot[] = [
  { name: 'settings', scenario: 'well', path: '/settings', full: true },
  { name: 'settings-config-error', scenario: 'configError', path: '/settings', full: true },
  { name: 'vault-file-locked', scenario: 'fileLocked' },
  {
    name: 'vault-wrong-passphrase',
    scenario: 'fileLocked',
    act: async (page) => {
      await page.getByLabel('Passphrase').fill('wrong');
      await page.getByRole('button', { name: 'Unlock' }).click();
      await page.getByText('vault_wrong_passphrase').waitFor();
    },
  },
  { name: 'security', scenario: 'team', path: '/settings', full: true },
  {
    name: 'security-outside',
    scenario: 'team',
    path: '/settings',
    full: true,
    act: async (page) => {
      await page.getByRole('switch', { name: "Look in other tools' files" }).click();
      await page.getByText('.claude/.credentials.json').waitFor();
      await click(/^Remove: .*left-over/)(page);
    },
  },
  { name: 'vault-lock', scenario: 'team', path: '/settings', act: click('Lock now') },
  {
    name: 'vault-move',
    scenario: 'team',
    path: '/settings',
    act: async (page) => {
      await click('Move secrets…')(page);
      await page.getByLabel('Passphrase', { exact: true }).fill('a good one, FAKE');
      await page.getByLabel('Passphrase again').fill('another');
    },
  },
  {
    name: 'vault-move-failed',
    scenario: 'team',
    path: '/settings',
    act: async (page) => {
      await click('Move secrets…')(page);
      await page.getByLabel('Passphrase', { exact: true }).fill('disk is full');
      await page.getByLabel('Passphrase again').fill('disk is full');
      await page.getByRole('checkbox').check();
      await page.getByRole('button', { name: 'Move', exact: true }).click();
      await page.getByText('disk_full').waitFor();
    },
  },
  {
    name: 'vault-move-done',
    scenario: 'team',
    path: '/settings',
    act: async (page) => {
      await click('Move secrets…')(page);
      await page.getByRole('radio', { name: /key file/ }).click();
      await page.getByRole('checkbox').check();
      await page.getByRole('button', { name: 'Move', exact: true }).click();
      await page.getByRole('button', { name: 'Done' }).waitFor();
    },
  },
  {
    name: 'mirror-plain',
    scenario: 'team',
    path: '/settings',
    act: async (page) => {
      await click("Change… Gatehouse's own gateway")(page);
      await page.getByRole('radio', { name: /plain text/ }).click();
    },
  },
  {
    name: 'journal',
    scenario: 'team',
    path: '/settings',
    act: async (page) => {
      await click("History: Gatehouse's own gateway")(page);
      await page.getByText('changed anthropic:work').waitFor();
    },
  },
];
