import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import licences from '#resources/licences.json' with { type: 'json' };

test('every package that Gatehouse is made of is listed with its terms; node scripts/licences.ts renews the list', () => {
  const own = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  const listed = new Set(licences.map(({ name }) => name));
  for (const [name, range] of Object.entries<string>(own.dependencies)) {
    // Under another name (`npm:@github/keytar@…`) it is listed by its own.
    expect(listed, name).toContain(/^npm:(.+)@/.exec(range)?.[1] ?? name);
  }
  for (const { name, licence } of licences) expect(licence, name).not.toBe('');
});
