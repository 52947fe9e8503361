import { addWay, click, fakeKey, type Shot, signIn } from './shot.ts';

export const credentialsShots: readonly Shot[] = [
  { name: 'add-provider', scenario: 'first', act: click('Add your first key') },
  {
    name: 'add-credential',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await click('Add key')(page);
      await page.getByRole('option', { name: 'Anthropic' }).click();
      await page.getByLabel('API key', { exact: true }).fill(fakeKey);
      await page.getByLabel('Name').fill('lab');
    },
  },
  {
    name: 'add-error',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await click('Add key')(page);
      await page.getByRole('option', { name: 'OpenAI' }).click();
      await page.getByLabel('API key', { exact: true }).fill(fakeKey);
      await page.getByLabel('Name').fill('default');
      await page.getByRole('dialog').getByRole('button', { name: 'Add key' }).click();
      await page.getByText('profile_exists').waitFor();
    },
  },
  {
    name: 'add-done',
    scenario: 'first',
    act: async (page) => {
      await click('Add your first key')(page);
      await page.getByRole('option', { name: 'Anthropic' }).click();
      await page.getByLabel('API key', { exact: true }).fill(fakeKey);
      await page.getByRole('dialog').getByRole('button', { name: 'Add key' }).click();
      await page.getByText('It works').waitFor();
    },
  },
  {
    name: 'replace',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await click('Actions for openai:default')(page);
      await page.getByRole('menuitem', { name: 'Replace key' }).click();
      await page.getByLabel('API key', { exact: true }).fill(fakeKey);
    },
  },
  { name: 'add-token', scenario: 'well', path: '/profiles', act: addWay('Anthropic', 'Token') },
  {
    name: 'add-token-recognised',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await addWay('Anthropic', 'API key')(page);
      await page.getByLabel('API key', { exact: true }).fill('sk-ant-oat01-FAKE-not-a-token-0000');
      await page.getByRole('button', { name: 'Add it as a token' }).waitFor();
    },
  },
  { name: 'add-reference', scenario: 'well', path: '/profiles', act: addWay('OpenAI', 'Reference') },
  { name: 'sign-in', scenario: 'well', path: '/profiles', act: addWay('ChatGPT', undefined) },
  {
    name: 'sign-in-waiting',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await signIn('ChatGPT')(page);
      await page.getByText('It did not come back').click();
    },
  },
  {
    name: 'sign-in-code',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await signIn('GitHub')(page);
      await page.getByText('WDJB-MJHT').waitFor();
    },
  },
  {
    name: 'sign-in-paste-wrong',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await signIn('ChatGPT', 'Paste the address')(page);
      await page.getByLabel('Address of the last page').fill('http://localhost:1455/');
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByText('There is no code in it').waitFor();
    },
  },
  {
    name: 'sign-in-denied',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await signIn('ChatGPT', 'Paste the address')(page);
      await page.getByLabel('Address of the last page').fill('http://localhost:1455/?error=access_denied');
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByText('Access was not allowed').waitFor();
    },
  },
  {
    name: 'sign-in-done',
    scenario: 'well',
    path: '/profiles',
    act: async (page) => {
      await signIn('ChatGPT', 'Paste the address')(page);
      await page.getByLabel('Address of the last page').fill('http://localhost:1455/?code=FAKE');
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByRole('dialog').getByText('It works').waitFor();
    },
  },
];
