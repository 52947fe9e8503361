import { expect, type Page } from '@playwright/test';
import { startAnthropic } from '#gateway/testing/anthropic-upstream.ts';
import { startOpenai } from '#gateway/testing/openai-upstream.ts';
import { test } from '../support/fixtures.ts';
import { freePort, providersAt, writeConfig } from '../support/prepare.ts';

const anthropicKey = 'sk-ant-api03-FAKE-onboarding-4b8e1d7c9a2f6e3b5d0c8a1f7e4b9d2c-AA';
const openaiKey = 'sk-proj-FAKE-onboarding-7f3a9c2e5b8d1f6a4c0e9b7d2a5f8c1e';

/** Counts what a person does; typing into one field, a click and a key are one each. */
function hands() {
  let count = 0;
  return {
    async do(act: Promise<unknown>) {
      count += 1;
      await act;
    },
    count: () => count,
  };
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

test('from the first start to a first answer and a snippet with one pasted key: six interactions at most', async ({
  launch,
  stateDir,
}) => {
  const openai = await startOpenai([]);
  const anthropic = await startAnthropic([anthropicKey]);
  writeConfig(stateDir, {
    gateway: { port: await freePort() },
    models: { providers: providersAt(openai.origin, anthropic.origin) },
  });
  const began = Date.now();
  const { page } = await launch();
  const person = hands();
  await expect(page.getByRole('heading', { name: 'Welcome to Gatehouse' })).toBeVisible();
  const field = page.getByLabel('Key', { exact: true });
  await expect(field).toBeFocused();
  await person.do(field.fill(anthropicKey));
  await expect(page.getByText('This is a key of Anthropic.')).toBeVisible();
  await person.do(page.keyboard.press('Enter'));
  await expect(button(page, 'Ask')).toBeFocused();
  await person.do(page.keyboard.press('Enter'));
  await expect(page.getByText('Hello, 世界 🎉').first()).toBeVisible();
  const seconds = (Date.now() - began) / 1000;
  const untilAnswer = person.count();
  await person.do(button(page, 'Go on to your tools').click());
  await person.do(button(page, 'Copy').first().click());
  await person.do(button(page, 'Finish').click());
  await expect(page.getByRole('heading', { level: 1, name: /All is well/ })).toBeVisible();

  test.info().annotations.push({
    type: 'figure',
    description: `pasted key: ${untilAnswer} interactions and ${seconds.toFixed(1)} s to the first answer, ${person.count()} interactions in all`,
  });
  expect(person.count()).toBeLessThanOrEqual(6);
  expect(seconds).toBeLessThan(60);
  expect(anthropic.seen.at(-1)?.key).toBe(anthropicKey);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: /All is well/ })).toBeVisible();
  await openai.stop();
  await anthropic.stop();
});

test('a key that lies in the environment is found, and answers after two interactions', async ({
  launch,
  stateDir,
}) => {
  const openai = await startOpenai([openaiKey]);
  const anthropic = await startAnthropic([]);
  writeConfig(stateDir, {
    gateway: { port: await freePort() },
    models: { providers: providersAt(openai.origin, anthropic.origin) },
  });
  const began = Date.now();
  const { page } = await launch({ OPENAI_API_KEY: openaiKey });
  const person = hands();
  await expect(page.getByText('OPENAI_API_KEY')).toBeVisible();
  await person.do(button(page, 'Use 1 found key').click());
  await expect(button(page, 'Ask')).toBeEnabled();
  await person.do(button(page, 'Ask').click());
  await expect(page.getByText('Hello, 世界 🎉').first()).toBeVisible();
  const seconds = (Date.now() - began) / 1000;
  test.info().annotations.push({
    type: 'figure',
    description: `found key: ${person.count()} interactions and ${seconds.toFixed(1)} s to the first answer`,
  });
  expect(person.count()).toBeLessThanOrEqual(3);
  expect(seconds).toBeLessThan(60);
  expect(await page.content()).not.toContain(openaiKey);
  await openai.stop();
  await anthropic.stop();
});

test('the first steps can be passed over, do not come again, and can be called back', async ({
  launch,
  stateDir,
}) => {
  writeConfig(stateDir, { gateway: { port: await freePort() } });
  const { page } = await launch();
  await button(page, 'Skip the first steps').click();
  await expect(button(page, 'Add your first key')).toBeVisible();
  await page.reload();
  await expect(button(page, 'Add your first key')).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByPlaceholder('What would you like to do?')).toBeFocused();
  await page.keyboard.type('show the first steps');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Key', { exact: true })).toBeFocused();
});
