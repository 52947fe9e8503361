import { say } from '#core/say/say.ts';
import type { EnvSecretProvider } from '#core/secret/secrets-config.ts';
import { found, missing, type Resolved, refError } from '#store/secrets/trouble.ts';

/** Reads one variable of the environment; an allowlist of the provider is kept to. */
export function resolveEnvRef(
  alias: string,
  provider: EnvSecretProvider,
  id: string,
  env: Readonly<Record<string, string | undefined>>,
): Resolved {
  const ref = { source: 'env', provider: alias, id } as const;
  if (provider.allowlist !== undefined && !provider.allowlist.includes(id)) {
    return missing(
      refError(
        'secret_ref_invalid',
        ref,
        say('The variable {{id}} is not on the allowlist of the provider "{{alias}}".', { id, alias }),
        say('Add it to secrets.providers.{{alias}}.allowlist.', { alias }),
      ),
    );
  }
  const value = env[id]?.trim();
  if (value !== undefined && value !== '') return found(value);
  return missing(
    refError(
      'secret_ref_unresolved',
      ref,
      say('The environment variable {{id}} is not set.', { id }),
      say('Set it where Gatehouse is started, then reload the secrets.'),
    ),
  );
}
