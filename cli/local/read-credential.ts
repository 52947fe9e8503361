import type { CommandContext } from '#cli/command.ts';
import { readSecret } from '#cli/term/read-secret.ts';
import { cleanApiKey, cleanToken } from '#core/profile/key-shape.ts';
import { providerRecords } from '#store/provider-records.ts';

type Talk = Pick<CommandContext, 'stdin' | 'stderr' | 'env' | 'signal'>;

const nameOf = (provider: string) => providerRecords()[provider]?.name ?? provider;

/**
 * A static token from the hidden prompt or standard input, cleaned of what copying put around it.
 * @throws GatehouseError `key_empty`, `key_multiline`, `key_shape`, `cancelled`, `timeout`.
 */
export async function readToken(context: Talk, provider: string): Promise<string> {
  const prompt = `Paste the token of ${nameOf(provider)} (it is not shown): `;
  return cleanToken(await readSecret({ ...context, prompt }), provider, providerRecords());
}

/** The same for an API key. */
export async function readApiKey(context: Talk, provider: string): Promise<string> {
  const prompt = `Paste the API key of ${nameOf(provider)} (it is not shown): `;
  return cleanApiKey(await readSecret({ ...context, prompt }), provider, providerRecords());
}
