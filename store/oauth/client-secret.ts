import type { Config } from '#core/config/config.ts';
import type { OAuthDefinition } from '#core/oauth/definition.ts';
import { refKey } from '#core/secret/secret-ref.ts';
import { resolveRefs } from '#store/secrets/resolve-refs.ts';

/**
 * The client's own secret, where the provider gives one: the text itself, or where its reference leads.
 * @throws GatehouseError `secret_ref_invalid`, `secret_ref_unresolved`, `secret_provider_unsafe`,
 * `secret_provider_failed`, `secret_provider_slow`.
 */
export async function clientSecretOf(
  config: Config,
  { clientSecret }: OAuthDefinition,
): Promise<string | undefined> {
  if (clientSecret === undefined || typeof clientSecret === 'string') return clientSecret;
  const answer = (await resolveRefs([clientSecret], config.secrets)).get(refKey(clientSecret));
  if (answer === undefined) return undefined;
  if (answer.ok) return answer.value;
  throw answer.error;
}
