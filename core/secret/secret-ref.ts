import * as z from 'zod';

/**
 * The family's SecretRef grammar (OpenClaw 2026.2.26 and later): exactly three keys, each with its own rule.
 * An exec id takes no `@`, so ids that carry an e-mail address cannot be used; Gatehouse uses opaque slugs.
 */
const providerAlias = z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/, 'a lower-case name such as "gatehouse"');
const envId = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,127}$/, 'an environment variable name such as OPENAI_API_KEY');
const fileId = z
  .string()
  .regex(
    /^(value|(\/([^~/]|~0|~1)*)+)$/,
    'the word "value" or an absolute JSON pointer such as /providers/openai',
  );
const execId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,255}$/, 'letters, digits and . _ : / - only')
  .refine(
    (id) => !id.split('/').some((part) => part === '.' || part === '..'),
    'no "." or ".." path segments',
  );

export const secretRefSchema = z.discriminatedUnion('source', [
  z.strictObject({ source: z.literal('env'), provider: providerAlias, id: envId }),
  z.strictObject({ source: z.literal('file'), provider: providerAlias, id: fileId }),
  z.strictObject({ source: z.literal('exec'), provider: providerAlias, id: execId }),
]);
export type SecretRef = z.infer<typeof secretRefSchema>;

/** The exec provider alias under which Gatehouse's own resolver is named in mirrors and configs. */
export const gatehouseExecProvider = 'gatehouse';

/** One text per reference: `exec:vault:providers/openai`. */
export const refKey = ({ source, provider, id }: SecretRef): string => `${source}:${provider}:${id}`;

/**
 * A reference as it stands in a file: all three keys, or `source` and `id` alone, which take the alias of
 * `secrets.defaults` or `default`. Undefined: it is no reference.
 */
export function parseSecretRef(
  value: unknown,
  defaults: { env?: string | undefined; file?: string | undefined; exec?: string | undefined } = {},
): SecretRef | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const given = value as { source?: unknown; provider?: unknown; id?: unknown };
  const alias =
    given.source === 'env' || given.source === 'file' || given.source === 'exec'
      ? (defaults[given.source] ?? 'default')
      : undefined;
  const parsed = secretRefSchema.safeParse(
    given.provider === undefined ? { ...given, provider: alias } : given,
  );
  return parsed.success ? parsed.data : undefined;
}
