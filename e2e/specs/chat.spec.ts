import { expect, type Page } from '@playwright/test';
import { startAnthropic } from '#gateway/testing/anthropic-upstream.ts';
import { eventStream, openaiEvents, startOpenai } from '#gateway/testing/openai-upstream.ts';
import { pieces } from '#gateway/testing/scripted-upstream.ts';
import { test } from '../support/fixtures.ts';
import { freePort, providersAt, writeConfig } from '../support/prepare.ts';
import { pasteKey } from '../support/window.ts';

const openaiKey = 'sk-proj-FAKE-chat-7f3a9c2e5b8d1f6a4c0e9b7d2a5f8c1e';
const anthropicKey = 'sk-ant-api03-FAKE-chat-4b8e1d7c9a2f6e3b5d0c8a1f7e4b9d2c-AA';

const message = (page: Page) => page.getByRole('textbox', { name: 'Message' });
async function say(page: Page, text: string) {
  await message(page).fill(text);
  await page.keyboard.press('Enter');
}

test('an answer streams with its reason, /model pins another one by keyboard, an answer is stopped, a failure tried again', async ({
  launch,
  stateDir,
}) => {
  const openai = await startOpenai([openaiKey]);
  const anthropic = await startAnthropic([anthropicKey]);
  writeConfig(stateDir, {
    gateway: { port: await freePort() },
    gatehouse: { onboarded: true },
    models: { providers: providersAt(openai.origin, anthropic.origin) },
    agents: { defaults: { models: { 'anthropic/claude-test': { alias: 'claude' }, '*': {} } } },
  });
  const { page } = await launch();
  await pasteKey(page, 'OpenAI', openaiKey);
  await page.getByRole('link', { name: 'Profiles' }).click();
  await pasteKey(page, 'Anthropic', anthropicKey);
  await page.getByRole('link', { name: 'Chat' }).click();
  const answers = page.getByRole('article', { name: 'Answer' });

  await test.step('the answer and why it came from there', async () => {
    await say(page, 'Hi');
    await expect(answers.first().getByText('Hello, 世界 🎉')).toBeVisible();
    const why = answers.first().getByRole('button', { name: /^Why this answer/ });
    await expect(why).toContainText('openai:default');
    await why.press('Enter');
    await expect(answers.first().getByText('openai/gpt-test')).toBeVisible();
    expect(openai.seen.at(-1)?.key).toBe(openaiKey);
  });

  await test.step('/model with completion pins the other one', async () => {
    await message(page).fill('/model cl');
    await expect(page.getByRole('option', { name: /claude/ }).first()).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await page.keyboard.press('Enter');
    await expect(message(page)).toHaveValue('/model claude');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: /^Pinned for this conversation/ })).toBeVisible();
    await say(page, 'And now?');
    await expect(answers.last().getByRole('button', { name: /^Why this answer/ })).toContainText(
      'anthropic:default',
    );
    await page.getByRole('button', { name: "Back to the agent's own model" }).click();
    await expect(page.getByRole('button', { name: /^Model:/ })).toBeVisible();
  });

  await test.step('stopping hangs up upstream and keeps what was said', async () => {
    openai.byModel.set('gpt-test', pieces(eventStream, openaiEvents.slice(0, 2), 'stall'));
    await say(page, 'Tell me everything');
    await expect(answers.last().getByText('Hello,')).toBeVisible();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(answers.last().getByText('Stopped')).toBeVisible();
    await openai.seen.at(-1)?.aborted;
  });

  await test.step('what fails can be tried again', async () => {
    openai.keys.delete(openaiKey);
    await say(page, 'Once more');
    await expect(answers.last().getByRole('button', { name: 'Try again' })).toBeVisible();
    openai.keys.add(openaiKey);
    openai.byModel.delete('gpt-test');
    // The credential rests after the refusal; the other model is asked by name.
    await say(page, '/model claude');
    await expect(page.getByRole('button', { name: /^Pinned for this conversation/ })).toBeVisible();
  });

  await test.step('the conversation is in the list, after a reload too, and can be removed', async () => {
    await page.reload();
    const list = page.getByRole('navigation', { name: 'Conversations' });
    await expect(list.getByRole('link').first()).toBeVisible();
    await list.getByRole('link').first().click();
    await expect(answers.first().getByText('Hello, 世界 🎉')).toBeVisible();
    await list
      .getByRole('button', { name: /^Remove:/ })
      .first()
      .click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(list.getByText('Nothing was said yet.')).toBeVisible();
  });
  await openai.stop();
  await anthropic.stop();
});
