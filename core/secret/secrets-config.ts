import * as z from 'zod';

/**
 * `secrets` of the configuration, in the family's grammar and limits (OpenClaw 2026.3.2): where SecretRefs lead.
 * Every message says the rule that was broken.
 */

/** Milliseconds that one provider may take when the config does not say. */
export const defaultSecretTimeoutMs = 5_000;
/** Bytes of a secret file, and of everything that a command writes, when the config does not say: 1 MiB. */
export const defaultSecretBytes = 1024 * 1024;

const aliasRule = /^[a-z][a-z0-9_-]{0,63}$/;
export const providerAliasSchema = z
  .string()
  .regex(aliasRule, 'an alias is 1 to 64 lower-case letters, digits, "_" and "-", and begins with a letter');

const envNameSchema = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,127}$/, 'an environment variable is 1 to 128 of A-Z, 0-9 and "_"');
/** Names that a command may see: as the system allows them, since PATH-like ones may be lower-case. */
const passedNameSchema = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'a variable name is 1 to 128 letters, digits and "_"');

const timeout = z
  .number()
  .int('a time is a whole number of milliseconds')
  .min(1, 'a time is at least 1 ms')
  .max(120_000, 'a time is at most 120000 ms')
  .optional();
const bytes = z
  .number()
  .int('a size is a whole number of bytes')
  .min(1, 'a size is at least 1 byte')
  .max(20 * 1024 * 1024, 'a size is at most 20971520 bytes (20 MiB)')
  .optional();

const isAbsolutePath = (path: string): boolean => path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);
const absolutePath = z
  .string()
  .max(4096, 'a path has at most 4096 characters')
  .refine((path) => isAbsolutePath(path) && !path.includes('\0'), 'the path is absolute');

export const envSecretProviderSchema = z.looseObject({
  source: z.literal('env'),
  /** The only variables that references may name; absent: any. */
  allowlist: z.array(envNameSchema).max(512, 'an allowlist has at most 512 names').optional(),
});

export const fileSecretProviderSchema = z.looseObject({
  source: z.literal('file'),
  /** Absolute, or under the home directory (`~/…`). */
  path: z
    .string()
    .max(4096, 'a path has at most 4096 characters')
    .refine(
      (path) => (isAbsolutePath(path) || path.startsWith('~/')) && !path.includes('\0'),
      'the path is absolute or begins with "~/"',
    ),
  /** `json`: ids are JSON pointers into the file; `singleValue`: the whole file is the secret, with the id `value`. */
  mode: z.enum(['json', 'singleValue']).optional(),
  timeoutMs: timeout,
  maxBytes: bytes,
});

export const execSecretProviderSchema = z.looseObject({
  source: z.literal('exec'),
  command: absolutePath.refine(
    (command) => !/[;&|`$<>"'\r\n]/.test(command),
    'a command has none of ; & | ` $ < > " \' and no line break: it is started without a shell',
  ),
  args: z
    .array(
      z
        .string()
        .max(4096, 'an argument has at most 4096 characters')
        .refine((text) => !text.includes('\0')),
    )
    .max(128, 'a command takes at most 128 arguments')
    .optional(),
  /** Variables that the command gets, by value. */
  env: z.record(passedNameSchema, z.string().max(32_768)).optional(),
  /** Variables that the command gets as they are here; it gets no others. */
  passEnv: z.array(passedNameSchema).max(128, 'at most 128 variables are passed').optional(),
  timeoutMs: timeout,
  /** Milliseconds without any output after which the command counts as stuck; `timeoutMs` when absent. */
  noOutputTimeoutMs: timeout,
  /** Bytes of stdout and stderr together. */
  maxOutputBytes: bytes,
  /** False: for a single id, output that is no JSON is the secret itself. True when absent. */
  jsonOnly: z.boolean().optional(),
  trustedDirs: z.array(absolutePath).max(64, 'at most 64 trusted directories').optional(),
  /** Skips the checks of owner and mode. */
  allowInsecurePath: z.boolean().optional(),
  /** Follows a symlink; what it leads to is checked instead. */
  allowSymlinkCommand: z.boolean().optional(),
});

export const secretProviderSchema = z.discriminatedUnion('source', [
  envSecretProviderSchema,
  fileSecretProviderSchema,
  execSecretProviderSchema,
]);
export type SecretProvider = z.infer<typeof secretProviderSchema>;
export type EnvSecretProvider = z.infer<typeof envSecretProviderSchema>;
export type FileSecretProvider = z.infer<typeof fileSecretProviderSchema>;
export type ExecSecretProvider = z.infer<typeof execSecretProviderSchema>;

const between = (name: string, least: number, most: number) =>
  z
    .number()
    .int(`${name} is a whole number`)
    .min(least, `${name} is at least ${least}`)
    .max(most, `${name} is at most ${most}`)
    .optional();

export const secretsConfigSchema = z.looseObject({
  providers: z.record(providerAliasSchema, secretProviderSchema).optional(),
  /** The alias that a reference without one takes, per source. */
  defaults: z
    .looseObject({
      env: providerAliasSchema.optional(),
      file: providerAliasSchema.optional(),
      exec: providerAliasSchema.optional(),
    })
    .optional(),
  resolution: z
    .looseObject({
      maxProviderConcurrency: between('maxProviderConcurrency', 1, 16),
      maxRefsPerProvider: between('maxRefsPerProvider', 1, 4096),
      maxBatchBytes: between('maxBatchBytes', 1, 5 * 1024 * 1024),
    })
    .optional(),
});
export type SecretsConfig = z.infer<typeof secretsConfigSchema>;

export const defaultResolution = {
  maxProviderConcurrency: 4,
  maxRefsPerProvider: 512,
  maxBatchBytes: 262_144,
} as const;

/** The provider that an alias names; `default` is the environment where the config does not say otherwise. */
export function secretProvider(config: SecretsConfig | undefined, alias: string): SecretProvider | undefined {
  const providers = config?.providers ?? {};
  if (Object.hasOwn(providers, alias)) return providers[alias];
  return alias === 'default' ? { source: 'env' } : undefined;
}
