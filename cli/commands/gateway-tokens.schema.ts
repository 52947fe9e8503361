import * as z from 'zod';
import { tokenViewSchema } from '#core/contract/calls/tokens.ts';

/** `gateway tokens list --json`. */
export const tokensListSchema = z.strictObject({ tokens: z.array(z.strictObject(tokenViewSchema.shape)) });

/** `gateway tokens add --json`: the one time that the token is shown. */
export const tokenAddedSchema = z.strictObject({
  name: z.string(),
  token: z.string(),
  agent: z.string().nullable(),
  via: z.enum(['host', 'store']),
});

/** `gateway tokens edit --json` and `gateway tokens remove --json`. */
export const tokenChangedSchema = z.strictObject({ name: z.string(), via: z.enum(['host', 'store']) });
