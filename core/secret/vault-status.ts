import * as z from 'zod';
import { saidSchema } from '#core/say/said-schema.ts';

/** What lies behind the vault. Only `keychain` exists without the user's explicit consent. */
export const vaultLevelSchema = z.enum(['keychain', 'encrypted_file']);
export type VaultLevel = z.infer<typeof vaultLevelSchema>;

/**
 * The vault as people see it. Anything but `ready` is an error state with a way out, never an empty vault, and no
 * secret is written anywhere while it lasts.
 * - `locked`: the keychain answers but is locked; unlocking shows the system's own prompt.
 * - `unavailable`: there is no keychain service (no session bus, libsecret missing, headless login).
 * - `refused`: the keychain answered no (denied prompt, policy).
 */
export const vaultStatusSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('checking'), level: vaultLevelSchema, backend: z.string() }),
  z.object({ state: z.literal('ready'), level: vaultLevelSchema, backend: z.string() }),
  z.object({
    state: z.enum(['locked', 'unavailable', 'refused']),
    level: vaultLevelSchema,
    backend: z.string(),
    /** Stable and searchable, for example `no_session_bus`, `libsecret_missing`, `collection_locked`, `timed_out`. */
    reason: z.string(),
    message: z.string(),
    hint: z.string(),
    said: saidSchema,
  }),
]);
export type VaultStatus = z.infer<typeof vaultStatusSchema>;
