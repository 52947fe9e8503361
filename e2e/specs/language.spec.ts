import { expect } from '@playwright/test';
import { test } from '../support/fixtures.ts';
import { writeConfig } from '../support/prepare.ts';
import { goTo } from '../support/window.ts';

test('what the host found is said in the language of the window, also when that changes', async ({
  launch,
  stateDir,
}) => {
  writeConfig(stateDir, { gateway: { autostart: false }, gatehouse: { onboarded: true, language: 'de' } });
  const { page } = await launch();
  await goTo(page, '/doctor');
  await page.getByRole('button', { name: 'Zeigen, was in Ordnung ist' }).click();
  await expect(page.getByText('Die Konfiguration ist gültig.')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('Die Uhr passt zu den Dateien.')).toBeVisible();

  await goTo(page, '/settings');
  await page.getByRole('combobox', { name: 'Sprache' }).selectOption('fr');
  await expect(page.getByRole('heading', { level: 1, name: 'Réglages' })).toBeVisible();
  await goTo(page, '/doctor');
  await page.getByRole('button', { name: 'Afficher ce qui est en ordre' }).click();
  await expect(page.getByText('La configuration est valide.')).toBeVisible();
});
