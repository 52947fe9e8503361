import { act, click, type Shot } from './shot.ts';

export const modelsShots: readonly Shot[] = [
  { name: 'models', scenario: 'chosen', path: '/models', full: true },
  { name: 'models-empty', scenario: 'noModel', path: '/models' },
  { name: 'models-locked', scenario: 'locked', path: '/models' },
  { name: 'models-config-error', scenario: 'configError', path: '/models' },
  {
    name: 'models-probed',
    scenario: 'chosen',
    path: '/models',
    act: async (page) => {
      await click('Probe anthropic/claude-sonnet-4-6')(page);
      await act('Actions for openai/gpt-5.5', 'Probe')(page);
      await page.getByText('upstream_refused').first().waitFor();
    },
  },
  {
    name: 'models-removed',
    scenario: 'chosen',
    path: '/models',
    act: async (page) => {
      await act('Actions for deepseek/deepseek-chat', 'Remove')(page);
      await page.getByRole('button', { name: 'Undo' }).waitFor();
    },
  },
  { name: 'models-scanning', scenario: 'scanning', path: '/models', act: click('Look for models') },
  {
    name: 'models-scanned',
    scenario: 'chosen',
    path: '/models',
    act: async (page) => {
      await click('Look for models')(page);
      await page.getByText('1 new model found').waitFor();
    },
  },
  { name: 'models-pick', scenario: 'chosen', path: '/models', act: click('Add a fallback') },
  { name: 'catalog', scenario: 'chosen', path: '/models/catalog' },
  { name: 'catalog-menu', scenario: 'chosen', path: '/models/catalog', act: click(/^Actions for/) },
  {
    name: 'catalog-thousands',
    scenario: 'thousands',
    path: '/models/catalog',
    act: async (page) => {
      await click('Tools')(page);
      await page.getByLabel('Search models').fill('coder');
    },
  },
  {
    name: 'catalog-none',
    scenario: 'chosen',
    path: '/models/catalog',
    act: async (page) => {
      await page.getByLabel('Search models').fill('nothing like it');
      await page.getByText('No model fits').waitFor();
    },
  },
  { name: 'catalog-error', scenario: 'catalogFails', path: '/models/catalog' },
  { name: 'simulator', scenario: 'chosen', path: '/models/simulator' },
  {
    name: 'simulator-failing',
    scenario: 'chosen',
    path: '/models/simulator',
    full: true,
    act: async (page) => {
      await act(/^Suppose that .* fails/, 'Rate limit')(page);
      await page.getByText('Fails, as supposed').waitFor();
    },
  },
  { name: 'simulator-exhausted', scenario: 'exhausted', path: '/models/simulator', full: true },
  { name: 'simulator-refused', scenario: 'noModel', path: '/models/simulator' },
  { name: 'model-names', scenario: 'allowlist', path: '/models/names', full: true },
  {
    name: 'model-alias',
    scenario: 'chosen',
    path: '/models/names',
    act: async (page) => {
      await click('Edit opus')(page);
      await page.getByRole('textbox', { name: 'Short name' }).fill('fast');
    },
  },
];
