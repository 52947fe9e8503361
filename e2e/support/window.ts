import { expect, type Page } from '@playwright/test';

/** Opens the dialog and chooses the provider, up to the key field. */
export async function openAddKey(page: Page, provider: string): Promise<void> {
  await page
    .getByRole('button', { name: /^(add (your first )?key|other ways to add a key)$/i })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').fill(provider);
  await dialog.getByRole('option', { name: provider }).first().click();
}

/** Adds a key as a person does: open the dialog, choose the provider, paste, save, close. */
export async function pasteKey(page: Page, provider: string, key: string): Promise<void> {
  await openAddKey(page, provider);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('API key', { exact: true }).fill(key);
  await dialog.getByRole('button', { name: 'Add key' }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(dialog).toBeHidden();
}

/** What the window shows of the gateway's address, and its token through the copy button. */
export async function endpointAndToken(page: Page): Promise<{ endpoint: string; token: string }> {
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('button', { name: 'Copy address' }).click();
  const endpoint = await clipboard(page);
  await page.getByRole('button', { name: 'Copy token' }).first().click();
  await expect.poll(() => clipboard(page)).not.toBe(endpoint);
  return { endpoint, token: await clipboard(page) };
}

const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());

/** A place in the window by its address, as a link leads there; also on a phone, where some are behind a menu. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}
