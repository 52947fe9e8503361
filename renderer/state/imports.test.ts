import { expect, test } from 'vitest';
import { bySource, createImportsGroup, suggested } from '#renderer/state/imports.ts';
import { machine } from '#renderer/testing/machine.ts';
import { createMockHost } from '#renderer/testing/mock-host.ts';
import { scenario } from '#renderer/testing/scenarios.ts';

const { found } = machine(0);

test('what can be taken in and is not here yet is ticked beforehand, nothing else', () => {
  expect(suggested(found)).toEqual(['f1', 'f3', 'f5', 'f6']);
});

test('what was found stands by its source, in the order of the host', () => {
  expect(bySource(found).map(({ source, found: members }) => [source, members.length])).toEqual([
    ['environment', 2],
    ['dotenv', 1],
    ['claude-code', 1],
    ['opencode', 1],
    ['openclaw', 1],
  ]);
});

test('a scan is followed by a choice, and the choice by what came of each', async () => {
  const imports = createImportsGroup(createMockHost(scenario('first', 0)));
  const scanned = imports.scan();
  expect(imports.store.getState().state).toBe('scanning');
  await scanned;
  expect(imports.store.getState()).toMatchObject({ state: 'found', taking: false });
  const taken = imports.take('main', ['f1', 'f5']);
  expect(imports.store.getState()).toMatchObject({ state: 'found', taking: true });
  await taken;
  expect(imports.store.getState()).toMatchObject({
    state: 'taken',
    result: { added: [{ id: 'f1', profile: 'groq:environment' }], failed: [{ id: 'f5', code: 'key_shape' }] },
  });
});

test('a locked vault keeps the choice and says why', async () => {
  const imports = createImportsGroup(createMockHost(scenario('firstLocked', 0)));
  await imports.scan();
  await imports.take('main', ['f1']);
  expect(imports.store.getState()).toMatchObject({
    state: 'found',
    taking: false,
    error: { code: 'vault_locked' },
    found: { length: found.length },
  });
});

test('an answer that comes after the dialog was closed changes nothing', async () => {
  const imports = createImportsGroup(createMockHost(scenario('first', 0)));
  const scanned = imports.scan();
  imports.forget();
  await scanned;
  expect(imports.store.getState()).toEqual({ state: 'idle' });
});
