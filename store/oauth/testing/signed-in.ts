import { writeFile } from 'node:fs/promises';
import type { OAuthSecret } from '#core/profile/oauth-secret.ts';
import { parseOAuthSecret } from '#core/profile/oauth-secret.ts';
import type { Profile } from '#core/profile/profile.ts';
import { addOauth } from '#store/credentials/oauth.ts';
import { definitionFor } from '#store/oauth/definitions.ts';
import { startSignIn } from '#store/oauth/sign-in.ts';
import { TestBrowser } from '#store/oauth/testing/browser.ts';
import type { TestOAuthServer } from '#store/oauth/testing/oauth-server.ts';
import type { Stores } from '#store/stores.ts';

/** The config by which a provider `test` is signed in to at the test's own server. */
export const testConfig = (server: TestOAuthServer, oauth: Record<string, unknown> = {}): string =>
  JSON.stringify({
    models: { providers: { test: { baseUrl: `${server.issuer}/v1`, api: 'openai-completions' } } },
    auth: {
      oauth: {
        test: {
          issuer: server.issuer,
          clientId: 'gatehouse-public',
          scopes: ['openid', 'email', 'offline_access'],
        },
      },
    },
    gatehouse: { oauth },
  });

/** Signs in to the test's server through a browser and stores the grant. @returns the profile's id. */
export async function signedIn(stores: Stores, server: TestOAuthServer): Promise<string> {
  await writeFile(stores.dir.configFile, testConfig(server));
  const { config } = await stores.config.read();
  let opened: Promise<unknown> = Promise.resolve();
  const signIn = startSignIn(
    { providerName: 'Test', definition: definitionFor(config, 'test'), method: 'browser' },
    (step) => {
      if (step.state === 'waiting') opened = new TestBrowser().decide(step.url, 'allow');
    },
  );
  const result = await signIn.done;
  await opened;
  if (!result.ok) throw new Error(result.failure.message);
  return (await addOauth(stores, { agent: 'main', provider: 'test', grant: result.grant })).id;
}

/** The profile as it is stored, and what its vault item holds. */
export async function storedGrant(
  stores: Stores,
  id: string,
): Promise<{ profile: Profile; item: string; secret: OAuthSecret }> {
  const profile = (await stores.profiles.read()).agents.main?.profiles[id];
  const item = profile?.secret.kind === 'vault' ? profile.secret.item : '';
  const secret = parseOAuthSecret(await stores.vault.get(item));
  if (profile === undefined || secret === undefined) throw new Error('no grant');
  return { profile, item, secret };
}
