import { act, click, type Shot } from './shot.ts';

export const settingsShots: readonly Shot[] = [
  { name: 'settings', scenario: 'well', path: '/settings', full: true },
  { name: 'settings-gateway', scenario: 'well', path: '/settings/gateway', full: true },
  { name: 'settings-gateway-open', scenario: 'open', path: '/settings/gateway', full: true },
  {
    name: 'settings-port',
    scenario: 'well',
    path: '/settings/gateway',
    act: async (page) => {
      await page.getByLabel('Port', { exact: true }).fill('99999');
      await click('Suggest a free one')(page);
      await page.getByText('18791 is free').first().waitFor();
    },
  },
  {
    name: 'service-installed',
    scenario: 'well',
    path: '/settings/gateway',
    full: true,
    act: async (page) => {
      await click('Install service')(page);
      await page.getByText('Starts at login').waitFor();
    },
  },
  { name: 'tokens', scenario: 'team', path: '/settings/tokens' },
  {
    name: 'token-add',
    scenario: 'team',
    path: '/settings/tokens',
    act: async (page) => {
      await click('Add token…')(page);
      await page.getByLabel('Name').fill('notebook');
      await page.getByLabel('Stop at').fill('much');
    },
  },
  {
    name: 'token-made',
    scenario: 'team',
    path: '/settings/tokens',
    act: async (page) => {
      await click('Add token…')(page);
      await page.getByLabel('Name').fill('notebook');
      await page.getByRole('dialog').getByRole('button', { name: 'Add token' }).click();
      await page.getByText('This is the token').waitFor();
    },
  },
  { name: 'token-remove', scenario: 'team', path: '/settings/tokens', act: click('Remove: editor') },
  { name: 'families', scenario: 'families', path: '/settings/families', full: true },
  { name: 'families-empty', scenario: 'well', path: '/settings/families' },
  {
    name: 'family-adopt',
    scenario: 'families',
    path: '/settings/families',
    act: async (page) => {
      await click('Give it your credentials…')(page);
      await page.getByText('Before').first().waitFor();
    },
  },
  {
    name: 'family-release',
    scenario: 'families',
    path: '/settings/families',
    act: act('More for OpenClaw', 'Stop giving…'),
  },
  {
    name: 'family-upgrade',
    scenario: 'families',
    path: '/settings/families',
    act: act('More for AIPro', 'Upgrade…'),
  },
  { name: 'family-remote', scenario: 'well', path: '/settings/families', act: click('Add remote…') },
  { name: 'appearance', scenario: 'well', path: '/settings/appearance' },
  { name: 'about', scenario: 'update', path: '/settings/about' },
  { name: 'about-update-failed', scenario: 'updateFailed', path: '/settings/about' },
  { name: 'licences', scenario: 'well', path: '/settings/about', act: click('Show') },
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
  { name: 'security', scenario: 'team', path: '/settings/security', full: true },
  {
    name: 'security-outside',
    scenario: 'team',
    path: '/settings/security',
    full: true,
    act: async (page) => {
      await page.getByRole('switch', { name: "Look in other tools' files" }).click();
      await page.getByText('.claude/.credentials.json').waitFor();
      await click(/^Remove: .*left-over/)(page);
    },
  },
  { name: 'vault-lock', scenario: 'team', path: '/settings/security', act: click('Lock now') },
  {
    name: 'vault-move',
    scenario: 'team',
    path: '/settings/security',
    act: async (page) => {
      await click('Move secrets…')(page);
      await page.getByLabel('Passphrase', { exact: true }).fill('a good one, FAKE');
      await page.getByLabel('Passphrase again').fill('another');
    },
  },
  {
    name: 'vault-move-failed',
    scenario: 'team',
    path: '/settings/security',
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
    path: '/settings/security',
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
    path: '/settings/security',
    act: async (page) => {
      await click("Change… Gatehouse's own gateway")(page);
      await page.getByRole('radio', { name: /plain text/ }).click();
    },
  },
  {
    name: 'journal',
    scenario: 'team',
    path: '/settings/security',
    act: async (page) => {
      await click("History: Gatehouse's own gateway")(page);
      await page.getByText('changed anthropic:work').waitFor();
    },
  },
];
