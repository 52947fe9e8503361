import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOAuthServer } from '#store/oauth/testing/oauth-server.ts';
import { signedIn, storedGrant } from '#store/oauth/testing/signed-in.ts';
import { testStores } from '#store/testing/stores.ts';
import { requireKeychain, startTestKeyring, type TestKeyring } from '#store/vault/testing/keyring.ts';

let keyring: TestKeyring;
beforeAll(async () => {
  requireKeychain();
  keyring = await startTestKeyring();
  Object.assign(process.env, keyring.env);
});
afterAll(() => keyring?.stop());

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
};

test('a gateway standing alone renews an OAuth token before it ends, and routes by the new one', async () => {
  const oauth = await startOAuthServer({ accessTtl: 4 });
  const stores = await testStores();
  const id = await signedIn(stores, oauth);
  const before = await storedGrant(stores, id);
  const config = JSON.parse(await readFile(stores.dir.configFile, 'utf8')) as object;
  await writeFile(stores.dir.configFile, JSON.stringify({ ...config, gateway: { port: await freePort() } }));
  const child = spawn(process.execPath, [fileURLToPath(new URL('../bin.ts', import.meta.url))], {
    env: { ...process.env, GATEHOUSE_STATE_DIR: stores.dir.root },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const renewed = new Promise<void>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (/refreshed[\s\S]*routes by revision/.test(said)) resolve();
    });
  });
  const ended = once(child, 'exit');
  await renewed;
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  const after = await storedGrant(await testStores(stores.dir.root), id);
  expect(after.secret.access).not.toBe(before.secret.access);
  expect(said).not.toContain(after.secret.access);
  await oauth.close();
}, 30_000);
