import { act, click, type Shot } from './shot.ts';

export const profilesShots: readonly Shot[] = [
  { name: 'profiles', scenario: 'well', path: '/profiles' },
  { name: 'profiles-expiring', scenario: 'expiring', path: '/profiles', full: true },
  { name: 'profiles-many', scenario: 'many', path: '/profiles', full: true },
  { name: 'profiles-empty', scenario: 'first', path: '/profiles' },
  { name: 'profiles-locked', scenario: 'locked', path: '/profiles' },
  { name: 'profiles-unreadable', scenario: 'unreadable', path: '/profiles' },
  { name: 'profiles-menu', scenario: 'well', path: '/profiles', act: click('Actions for anthropic:work') },
  {
    name: 'profiles-tested',
    scenario: 'expiring',
    path: '/profiles',
    full: true,
    act: async (page) => {
      for (const id of ['anthropic:work', 'openrouter:team']) {
        await click(`Actions for ${id}`)(page);
        await page.getByRole('menuitem', { name: 'Test' }).click();
      }
      await page.getByText('It works').waitFor();
      await page.getByText('refuses this key').waitFor();
    },
  },
  {
    name: 'profiles-removed',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await click('Actions for openai:default')(page);
      await page.getByRole('menuitem', { name: 'Remove' }).click();
      await page.getByRole('button', { name: 'Undo' }).waitFor();
    },
  },
  { name: 'profiles-team', scenario: 'team', path: '/profiles', full: true },
  {
    name: 'profiles-team-menu',
    scenario: 'team',
    path: '/profiles',
    act: click('Actions for anthropic:work'),
  },
  {
    name: 'profiles-claude-only',
    scenario: 'team',
    path: '/profiles',
    act: async (page) => {
      await click('Actions for anthropic:subscription')(page);
      await page.getByRole('menuitem', { name: 'Test' }).click();
      await page.getByText('It is for Claude Code only').waitFor();
    },
  },
  { name: 'profiles-signing-in', scenario: 'signingIn', path: '/profiles' },
  {
    name: 'profile-edit',
    scenario: 'team',
    path: '/profiles',
    act: act('Actions for anthropic:work', 'Label, note, end…'),
  },
  {
    name: 'profile-move',
    scenario: 'team',
    path: '/profiles',
    act: async (page) => {
      await act('Actions for openai:default', 'Move to agent…')(page);
      await page.getByRole('radio', { name: 'A new agent' }).click();
      await page.getByLabel('Name').fill('day');
    },
  },
  {
    name: 'profile-to-reference',
    scenario: 'team',
    path: '/profiles',
    act: async (page) => {
      await act('Actions for openai:default', 'Turn into a reference…')(page);
      await page.getByLabel('Variable').fill('MISSING_KEY');
      await page.getByRole('button', { name: 'Turn into reference' }).click();
      await page.getByText('secret_ref_unresolved').waitFor();
    },
  },
  {
    name: 'profile-to-vault',
    scenario: 'team',
    path: '/profiles',
    act: act('Actions for openrouter:team', 'Bring into the vault…'),
  },
  {
    name: 'agent-add',
    scenario: 'team',
    path: '/profiles',
    act: act('More actions', 'Add agent…'),
  },
  {
    name: 'agent-remove-busy',
    scenario: 'team',
    path: '/profiles',
    act: async (page) => {
      await page.getByRole('radio', { name: 'Night jobs' }).click();
      await act('More actions', /Remove agent/)(page);
    },
  },
];
