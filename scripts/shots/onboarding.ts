import type { Page } from 'playwright';
import { click, fakeKey, type Shot } from './shot.ts';

const found = async (page: Page) => {
  await page.getByRole('button', { name: /^Use \d+ found/ }).waitFor();
};
const taken = async (page: Page) => {
  await found(page);
  await click(/^Use \d+ found/)(page);
  await page.getByRole('button', { name: 'Ask', exact: true }).waitFor();
};
const answered = async (page: Page) => {
  await taken(page);
  await click('Ask')(page);
  await page.getByText('Why this answer').waitFor();
};
const link = (url: string) => `/link?to=${encodeURIComponent(url)}`;

export const onboardingShots: readonly Shot[] = [
  { name: 'welcome', scenario: 'newcomer', act: found, full: true },
  {
    name: 'welcome-bare',
    scenario: 'newcomerBare',
    act: (page) => page.getByText('No key that could').waitFor(),
  },
  { name: 'welcome-locked', scenario: 'newcomerLocked', act: found, full: true },
  {
    name: 'welcome-pasted',
    scenario: 'newcomerBare',
    act: async (page) => {
      await page.getByLabel('Key', { exact: true }).fill(fakeKey);
      await page.getByText('This is a key of Anthropic').waitFor();
    },
  },
  {
    name: 'welcome-whose',
    scenario: 'newcomerBare',
    act: (page) => page.getByLabel('Key', { exact: true }).fill('FAKE-key-of-nobody-we-know-0000'),
  },
  { name: 'welcome-ask', scenario: 'newcomer', act: taken },
  { name: 'welcome-starting', scenario: 'newcomerStopped', act: taken },
  { name: 'welcome-answered', scenario: 'newcomer', act: answered, full: true },
  {
    name: 'welcome-tools',
    scenario: 'newcomer',
    full: true,
    act: async (page) => {
      await answered(page);
      await click('Go on to your tools')(page);
      await page.getByRole('button', { name: 'Finish' }).waitFor();
    },
  },
  { name: 'snippets', scenario: 'well', act: click('Point your tools here…') },
  {
    name: 'snippets-files',
    scenario: 'well',
    act: async (page) => {
      await click('Point your tools here…')(page);
      await page.getByLabel('Tool', { exact: true }).selectOption({ label: 'Codex' });
    },
  },
  { name: 'link-open', scenario: 'well', path: link('gatehouse://open/models') },
  { name: 'link-add', scenario: 'well', path: link('gatehouse://add?provider=mistral') },
  { name: 'link-primary', scenario: 'well', path: link('gatehouse://primary?model=openai/gpt-5.5') },
  {
    name: 'link-provider',
    scenario: 'well',
    path: link(
      'gatehouse://provider?id=lab&name=The lab&url=https://llm.example.com/v1&api=openai-completions',
    ),
  },
  {
    name: 'link-provider-known',
    scenario: 'well',
    path: link('gatehouse://provider?id=anthropic&url=https://llm.example.com&api=anthropic-messages'),
    act: async (page) => {
      await click('Add provider')(page);
      await page.getByText('provider_exists').waitFor();
    },
  },
  { name: 'link-malformed', scenario: 'well', path: link('gatehouse://add?provider=openai&next=1') },
  { name: 'link-secret', scenario: 'well', path: link('gatehouse://add?provider=openai&key=FAKE') },
];
