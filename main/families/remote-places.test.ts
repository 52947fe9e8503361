import { expect, it } from 'vitest';
import { addRemotePlace, removeRemotePlace } from '#main/families/remote-places.ts';
import { memoryVault } from '#store/testing/memory-vault.ts';
import { testStores } from '#store/testing/stores.ts';

it('makes an id of the name that nothing else has, here or elsewhere', async () => {
  const stores = { ...(await testStores()), vault: memoryVault() };
  const add = (name: string) => addRemotePlace(stores, ['openclaw'], { name, url: 'ws://far:1' });
  expect(await add(' My  Server! ')).toBe('my-server');
  expect(await add('my server')).toBe('my-server-2');
  expect(await add('OpenClaw')).toBe('openclaw-2');
  expect(await add('ü')).toBe('remote');
  expect(await add('x'.repeat(64))).toHaveLength(48);
});

it('keeps the token in the vault alone, and forgets it with the gateway', async () => {
  const vault = memoryVault();
  const stores = { ...(await testStores()), vault };
  const address = { url: 'wss://far', token: ' FAKE-token\n', ssh: 'me@far' };
  const id = await addRemotePlace(stores, [], { name: 'far', ...address });
  expect([...vault.items]).toEqual([['family-far', 'FAKE-token']]);
  const families = async () => (await stores.config.read()).config.gatehouse?.families;
  expect(await families()).toEqual({ far: { family: 'openclaw', url: 'wss://far', ssh: 'me@far' } });
  await removeRemotePlace(stores, id);
  expect(vault.items.size).toBe(0);
  expect((await families())?.far).toBeUndefined();
});
