import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { test } from '../support/fixtures.ts';
import { freePort, writeConfig } from '../support/prepare.ts';
import { goTo, pasteKey } from '../support/window.ts';

const key = 'gsk_FAKE0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH';

const places = [
  ...['/', '/profiles', '/models', '/chat', '/activity', '/activity/usage', '/activity/failovers', '/logs'],
  ...['/doctor', '/settings', '/settings/gateway', '/settings/tokens', '/settings/security'],
  ...['/settings/families', '/settings/appearance', '/settings/about'],
];

test('axe finds nothing on any screen in either theme, at three widths', async ({ launch, stateDir }) => {
  test.setTimeout(600_000);
  writeConfig(stateDir, { gateway: { port: await freePort() } });
  const { page } = await launch();
  const violations: string[] = [];
  const look = async (where: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const { violations: found } = await new AxeBuilder({ page }).analyze();
      violations.push(
        ...found.map(({ id, nodes }) => `${where} (${colorScheme}): ${id} at ${nodes[0]?.target}`),
      );
    }
  };
  await look('first run');
  await pasteKey(page, 'Groq', key);
  for (const width of [1080, 768, 390]) {
    await page.setViewportSize({ width, height: 720 });
    for (const place of places) {
      await goTo(page, place);
      await look(`${place} at ${width}`);
    }
  }
  await page.setViewportSize({ width: 1080, height: 720 });
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await look('command palette');
  expect(violations).toEqual([]);
});

test('a key is added, tested away from the mouse, removed and brought back by keyboard alone', async ({
  launch,
  stateDir,
}) => {
  writeConfig(stateDir, { gateway: { port: await freePort() } });
  const { page } = await launch();
  await expect(page.getByRole('button', { name: 'Other ways to add a key' })).toBeEnabled();
  await command(page, 'add a key');
  await expect(page.getByRole('combobox', { name: 'Search providers' })).toBeFocused();
  await page.keyboard.type('Groq');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('API key', { exact: true })).toBeFocused();
  await page.keyboard.insertText(key);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Done' })).toBeVisible();
  await page.keyboard.press('Escape');
  await command(page, 'remove groq:default');
  await expect(page.getByText('Removed groq:default').first()).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await command(page, 'profiles');
  await expect(page.getByRole('button', { name: 'Actions for groq:default' })).toBeVisible();
});

/** Runs what the palette finds first. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.getByPlaceholder('What would you like to do?')).toBeFocused();
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
}
