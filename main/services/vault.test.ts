import { expect, test } from 'vitest';
import { vaultService } from '#main/services/vault.ts';
import { createTopicHub } from '#main/topics.ts';
import { openStores } from '#store/open-stores.ts';
import { fileVaultStores } from '#store/testing/file-vault-stores.ts';

const context = { signal: AbortSignal.timeout(60_000) } as never;
const passphrase = 'correct horse FAKE staple';

async function service() {
  const stores = await fileVaultStores();
  await stores.vault.set('p-one', 'sk-FAKE-one');
  const topics = createTopicHub('run');
  const told: string[] = [];
  const log = { info() {}, warn() {}, error() {} } as never;
  const vault = vaultService(
    { stores, topics, log, changed: () => told.push('changed'), now: Date.now },
    () => told.push('gateway stopped'),
  );
  await vault.begin();
  const state = () => {
    const value = topics.current('vault') as { state: string; reason?: string } | undefined;
    return value?.reason ?? value?.state;
  };
  return { stores, handlers: vault.handlers, state, told };
}

test('locking forgets every secret and stops the gateway, until a person unlocks it', async () => {
  const { stores, handlers, state, told } = await service();
  expect(state()).toBe('ready');
  await handlers['vault.lock']({ stopGateway: true }, context);
  expect([state(), told.includes('gateway stopped')]).toEqual(['locked_here', true]);
  await expect(stores.vault.get('p-one')).rejects.toMatchObject({
    code: 'vault_locked',
    where: 'locked_here',
  });
  await handlers['vault.check']({}, context);
  expect(state()).toBe('locked_here');
  await handlers['vault.unlock']({}, context);
  expect(state()).toBe('ready');
  expect(await stores.vault.get('p-one')).toBe('sk-FAKE-one');
});

test('locking may leave the gateway as it is', async () => {
  const { handlers, told } = await service();
  await handlers['vault.lock']({ stopGateway: false }, context);
  expect(told).not.toContain('gateway stopped');
});

test('moved behind a passphrase, a host that starts anew is locked, and a wrong passphrase has its own code', async () => {
  const { stores, handlers } = await service();
  const target = { to: 'encrypted_file', protect: { by: 'passphrase', passphrase } } as const;
  expect(await handlers['vault.move'](target, context)).toEqual({ moved: 1 });
  const fresh = await openStores({ stateDir: stores.dir.root, env: {} });
  const topics = createTopicHub('second run');
  const log = { info() {}, warn() {}, error() {} } as never;
  const second = vaultService({ stores: fresh, topics, log, changed() {}, now: Date.now });
  await second.begin();
  expect(topics.current('vault')).toMatchObject({ state: 'locked', reason: 'passphrase_needed' });
  const unlock = (given: string) => second.handlers['vault.unlock']({ passphrase: given }, context);
  await expect(unlock('another FAKE one')).rejects.toMatchObject({ code: 'vault_wrong_passphrase' });
  await unlock(passphrase);
  expect(await fresh.vault.get('p-one')).toBe('sk-FAKE-one');
});

test('places name the vault and its key, and what is in use is not removed', async () => {
  const { handlers } = await service();
  const { places } = await handlers['vault.places']({ outside: false }, context);
  expect(places.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['vault_file', 'key_file']));
  const key = places.find(({ kind }) => kind === 'key_file');
  await expect(handlers['vault.removePlace']({ id: key?.id ?? '' }, context)).rejects.toMatchObject({
    code: 'bad_input',
  });
});
