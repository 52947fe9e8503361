import type { Page } from 'playwright';
import { click, type Shot } from './shot.ts';

const say = (text: string) => async (page: Page) => {
  await page.getByLabel('Message', { exact: true }).fill(text);
  await page.keyboard.press('Enter');
};
/** The smallest PNG there is. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export const chatShots: readonly Shot[] = [
  { name: 'chat', scenario: 'chatting', path: '/chat/server' },
  {
    name: 'chat-why',
    scenario: 'chatting',
    path: '/chat/server',
    act: click(/^Why this answer: GPT/),
  },
  { name: 'chat-empty', scenario: 'chatEmpty', path: '/chat' },
  { name: 'chat-no-key', scenario: 'chatNoKey', path: '/chat' },
  { name: 'chat-gateway-stopped', scenario: 'chatStopped', path: '/chat' },
  { name: 'chat-locked', scenario: 'locked', path: '/chat' },
  { name: 'chat-offline', scenario: 'chatOffline', path: '/chat/server' },
  {
    name: 'chat-failed',
    scenario: 'chatFails',
    path: '/chat',
    act: async (page) => {
      await say('Hello')(page);
      await page.getByText('answer_running').waitFor();
    },
  },
  {
    name: 'chat-answered',
    scenario: 'chatting',
    path: '/chat',
    act: async (page) => {
      await say('What is a gatehouse?')(page);
      await page.getByText('Why this answer').waitFor();
    },
  },
  {
    name: 'chat-commands',
    scenario: 'chatting',
    path: '/chat/names',
    act: async (page) => {
      await page.getByLabel('Message', { exact: true }).fill('/model o');
      await page.keyboard.press('ArrowDown');
    },
  },
  {
    name: 'chat-images',
    scenario: 'chatting',
    path: '/chat',
    act: async (page) => {
      await page.locator('input[type=file]').setInputFiles([
        { name: 'drawbridge.png', mimeType: 'image/png', buffer: png },
        { name: 'plan.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') },
      ]);
      await page.getByText('plan.svg').waitFor();
    },
  },
  {
    name: 'chat-remove',
    scenario: 'chatting',
    path: '/chat/server',
    act: (page) =>
      page
        .getByRole('button', { name: /^Remove: Explain/ })
        .or(page.getByRole('button', { name: 'Conversations' }))
        .first()
        .click(),
  },
];
