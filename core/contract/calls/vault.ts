import * as z from 'zod';
import { call, nothing, pastedSecret } from '#core/contract/calls/define.ts';
import { saidSchema } from '#core/say/said-schema.ts';
import { vaultLevelSchema } from '#core/secret/vault-status.ts';

/** A place where a secret lies, with what can be done about it. */
export const secretLocationSchema = z.object({
  id: z.string(),
  kind: z.enum([
    'keychain_item',
    'vault_file',
    'key_file',
    'plain_mirror',
    'config_value',
    'dotenv',
    'environment',
    'other_tool',
  ]),
  where: z.string(),
  /** Profile or setting that it belongs to, when known. */
  of: z.string().optional(),
  /** Nobody refers to it any more. */
  orphan: z.boolean(),
  removable: z.boolean(),
  /** What removing it means, in a sentence. */
  note: z.string().optional(),
  said: saidSchema,
});

export const vaultCalls = {
  /**
   * Looks again; a keychain shows the system's prompt. The encrypted file takes its passphrase here.
   */
  'vault.unlock': call(z.object({ passphrase: pastedSecret.optional() }), nothing),
  'vault.check': call(nothing, nothing),
  /** Forgets every secret in memory and, for the encrypted file, its key; the gateway goes on with what it was given until `stopGateway`. */
  'vault.lock': call(z.object({ stopGateway: z.boolean().default(true) }), nothing),
  /** Every place where a secret lies. `outside`: look into the other tools' files, too. */
  'vault.places': call(
    z.object({ outside: z.boolean().default(false) }),
    z.object({ places: z.array(secretLocationSchema) }),
  ),
  'vault.removePlace': call(z.object({ id: z.string() }), nothing),
  /**
   * Moves all secrets to another level: copied, read back, then switched, then removed from the old one.
   * The encrypted file is opened by a passphrase or, for unattended hosts, by a 0600 key file.
   */
  'vault.move': call(
    z.object({
      to: vaultLevelSchema,
      protect: z
        .discriminatedUnion('by', [
          z.object({ by: z.literal('passphrase'), passphrase: pastedSecret }),
          z.object({ by: z.literal('key_file') }),
        ])
        .optional(),
    }),
    z.object({ moved: z.number().int() }),
  ),
} as const;
