import * as z from 'zod';
import { agent, call, nothing } from '#core/contract/calls/define.ts';
import { credentialTypeSchema } from '#core/profile/profile.ts';
import { saidSchema } from '#core/say/said-schema.ts';

/** A credential that lies somewhere on this machine, as far as it can be told without taking it in. */
export const foundCredentialSchema = z.object({
  /** Names it until the next scan. */
  id: z.string(),
  /** `environment`, `dotenv`, `login-shell`, `claude-code`, `codex`, `gemini-cli`, `opencode`, or a gateway family's id. */
  source: z.string(),
  /** File or variable. */
  where: z.string(),
  provider: z.string(),
  type: credentialTypeSchema,
  /** `…a1b2` */
  masked: z.string(),
  suggestedName: z.string(),
  expires: z.number().optional(),
  importable: z.boolean(),
  /** Why it cannot be taken in (another tool's refresh token, a SQLite store…), or a word of care. */
  why: z.string().optional(),
  said: saidSchema,
  /** A profile that already has the same secret. */
  already: z.string().optional(),
});
export type FoundCredential = z.infer<typeof foundCredentialSchema>;

export const importCalls = {
  /** Looks at the known places; nothing is stored and nothing is changed. */
  'imports.scan': call(
    nothing,
    z.object({
      found: z.array(foundCredentialSchema),
      problems: z.array(z.object({ where: z.string(), message: z.string(), said: saidSchema })),
    }),
  ),
  /** Takes the chosen ones into the vault; the sources stay as they are. */
  'imports.take': call(
    z.object({ agent, ids: z.array(z.string()).min(1).max(200) }),
    z.object({
      added: z.array(z.object({ id: z.string(), profile: z.string() })),
      failed: z.array(z.object({ id: z.string(), code: z.string(), message: z.string(), said: saidSchema })),
    }),
  ),
} as const;
