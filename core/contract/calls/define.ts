import * as z from 'zod';
import { agentIdSchema, profileIdSchema } from '#core/profile/profile.ts';

/** One call: the schema of what goes in and of what comes out. */
export const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });

export const nothing = z.object({});
export const agent = agentIdSchema.default('main');
export const ofProfile = z.object({ agent, id: profileIdSchema });
/** The revision of `profiles.json` that holds the change; mirrors and gateway follow. */
export const stored = z.object({ revision: z.number().int() });
export const storedProfile = z.object({ id: profileIdSchema, revision: z.number().int() });

/**
 * A pasted secret. It goes in and does not come out. Shape and emptiness are checked by the service, so that each
 * mistake has its own code; here only the size is bounded.
 */
export const pastedSecret = z.string().max(65_536);
