import * as z from 'zod';

/**
 * What the vault item of an OAuth profile holds, as JSON: the whole grant, since access and refresh token belong
 * together and are replaced together. `profiles.json` has a copy of `expires` and `email` alone.
 */
export const oauthSecretSchema = z.looseObject({
  version: z.literal(1),
  access: z.string().min(1),
  /** Absent where the provider gives none, or where another program owns it. */
  refresh: z.string().min(1).optional(),
  /** When the access token ends, epoch milliseconds; absent when the provider does not say. */
  expires: z.number().int().positive().optional(),
  /** `gatehouse` refreshes it, or another program does, whose grant is never touched. `gatehouse` when absent. */
  owner: z.enum(['gatehouse', 'other']).optional(),
  /** The names of the family's store, so that a mirror in plain mode loses nothing. */
  email: z.string().optional(),
  accountId: z.string().optional(),
  projectId: z.string().optional(),
  enterpriseUrl: z.string().optional(),
  clientId: z.string().optional(),
  idToken: z.string().optional(),
  scope: z.string().optional(),
});
export type OAuthSecret = z.infer<typeof oauthSecretSchema>;

export const serialiseOAuthSecret = (secret: OAuthSecret): string => JSON.stringify(secret);

/** The grant in a vault item, or undefined when the item is no such record. */
export function parseOAuthSecret(text: string): OAuthSecret | undefined {
  try {
    const parsed = oauthSecretSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
