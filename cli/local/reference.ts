import { GatehouseError } from '#core/contract/error.ts';
import { type SecretRef, secretRefSchema } from '#core/secret/secret-ref.ts';
import type { Stores } from '#store/stores.ts';

interface RefOptions {
  source: string | undefined;
  'ref-id': string | undefined;
  'ref-provider': string | undefined;
}

/** Whether a reference is meant at all. */
export const namesReference = (options: RefOptions): boolean =>
  options.source !== undefined || options['ref-id'] !== undefined || options['ref-provider'] !== undefined;

/**
 * The reference that the options name.
 * @throws GatehouseError `bad_input` when one is missing, `secret_ref_invalid` with the rule that was broken.
 */
export async function referenceOf(options: RefOptions, stores: Pick<Stores, 'config'>): Promise<SecretRef> {
  const { source, 'ref-id': id, 'ref-provider': alias } = options;
  if (source === undefined || id === undefined) {
    throw new GatehouseError('bad_input', 'A reference needs --source and --ref-id.', {
      hint: 'For example --source env --ref-id OPENAI_API_KEY.',
    });
  }
  const { secrets } = (await stores.config.read()).config;
  const kind = source as SecretRef['source'];
  const provider = alias ?? secrets?.defaults?.[kind] ?? 'default';
  const parsed = secretRefSchema.safeParse({ source, provider, id });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new GatehouseError('secret_ref_invalid', 'This is no valid reference.', {
    where: issue?.path[0] === 'provider' ? '--ref-provider' : '--ref-id',
    ...(issue === undefined ? {} : { hint: `Rule: ${issue.message}.` }),
  });
}
