import * as z from 'zod';
import { saidSchema } from '#core/say/said-schema.ts';
import { english, told, type Words, wordsOf } from '#core/say/say.ts';

/**
 * Every code that can leave a call. A code is stable and searchable; the message is for people and is made of
 * safe fields only (never of arguments, bodies or headers). Faces decide by the code, never by the message.
 */
export const errorCodes = [
  // input
  'bad_input',
  'unknown_call',
  'unknown_agent',
  'unknown_provider',
  'unknown_profile',
  'unknown_model',
  'provider_exists',
  'profile_exists',
  'profile_disabled',
  'profile_expired',
  'key_empty',
  'key_multiline',
  'key_shape',
  'nothing_to_undo',
  'agent_exists',
  'agent_in_use',
  'oauth_one_owner',
  'ref_mismatch',
  // state directory and its files
  'state_dir_unwritable',
  'config_unreadable',
  'config_invalid',
  'profiles_unreadable',
  'mirror_unreadable',
  'mirror_is_database',
  'mirror_conflict',
  'unknown_target',
  'store_locked',
  'disk_full',
  'write_failed',
  // vault
  'vault_locked',
  'vault_unavailable',
  'vault_refused',
  'vault_slow',
  'vault_item_missing',
  'vault_item_damaged',
  'vault_wrong_passphrase',
  // references to secrets that lie elsewhere
  'secret_ref_invalid',
  'secret_ref_unresolved',
  'secret_provider_unsafe',
  'secret_provider_failed',
  'secret_provider_slow',
  // gateway
  'port_taken',
  'gateway_not_ready',
  'gateway_failed',
  'gateway_rejected',
  'listen_failed',
  'not_attachable',
  'service_unavailable',
  'service_failed',
  'token_exists',
  'unknown_token',
  // gateways of the family
  'unknown_installation',
  'family_not_probed',
  'family_config_invalid',
  'family_command_failed',
  'family_unreachable',
  'family_unsupported',
  'upgrade_running',
  // chat, doctor, logs
  'unknown_session',
  'answer_running',
  'unknown_check',
  'not_fixable',
  'unknown_log',
  'update_unavailable',
  // upstream
  'upstream_unreachable',
  'upstream_refused',
  'upstream_failed',
  // faces
  'unauthorized',
  'forbidden_origin',
  'host_unreachable',
  'host_already_running',
  'cancelled',
  'timeout',
  'internal',
] as const;

export const errorCodeSchema = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** What a face receives when a call fails. */
export const callErrorSchema = z.object({
  code: errorCodeSchema,
  /** What happened, in one plain sentence. */
  message: z.string(),
  /** What the person can do about it. */
  hint: z.string().optional(),
  /** Which file, field, port or address it is about. */
  where: z.string().optional(),
  /** Message and hint as sentences, for faces of another language. */
  said: saidSchema,
});
export type CallError = z.infer<typeof callErrorSchema>;

export type Result<T> = { ok: true; value: T } | { ok: false; error: CallError };

/** The one error class of the project: a code, safe words, and the cause for the log. */
export class GatehouseError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly where: string | undefined;
  /** Message and hint before they were put into English. */
  readonly words: { readonly message: Words; readonly hint: Words | undefined };

  constructor(
    code: ErrorCode,
    message: Words,
    more: { hint?: Words | undefined; where?: string; cause?: unknown } = {},
  ) {
    super(english(message), more.cause === undefined ? {} : { cause: more.cause });
    this.name = 'GatehouseError';
    this.code = code;
    this.hint = more.hint === undefined ? undefined : english(more.hint);
    this.where = more.where;
    this.words = { message, hint: more.hint };
  }

  /** An error that was told, to be thrown. */
  static of(error: CallError, more: { where?: string; cause?: unknown } = {}): GatehouseError {
    return new GatehouseError(error.code, wordsOf(error, 'message'), {
      hint: wordsOf(error, 'hint'),
      ...(error.where === undefined ? {} : { where: error.where }),
      ...more,
    });
  }

  toCallError(): CallError {
    return {
      code: this.code,
      ...told({ ...this.words }),
      ...(this.where === undefined ? {} : { where: this.where }),
    };
  }
}
