import * as z from 'zod';
import { agent, call, nothing, pastedSecret } from '#core/contract/calls/define.ts';
import { profileIdSchema, providerIdSchema } from '#core/profile/profile.ts';
import { saidSchema } from '#core/say/said-schema.ts';

/** OAuth sign-ins. A flow lives in the topic `signIns` until it is dismissed. */
export const signInCalls = {
  'signIn.start': call(
    z.object({
      agent,
      provider: providerIdSchema,
      /**
       * `browser`: authorization code with a loopback redirect; `paste`: the same, with the redirect pasted by hand;
       * `device`: device code. The provider's first method when absent.
       */
      method: z.enum(['browser', 'paste', 'device']).optional(),
      name: z.string().min(1).max(120).optional(),
      /** Signs in again for this profile instead of making a new one. */
      replace: profileIdSchema.optional(),
    }),
    z.object({ flow: z.string() }),
  ),
  /** The address the browser ended on, or the code it showed. */
  'signIn.paste': call(z.object({ flow: z.string(), redirect: pastedSecret }), nothing),
  /** Ends a waiting flow, or takes a finished one off the list. */
  'signIn.dismiss': call(z.object({ flow: z.string() }), nothing),
} as const;

export const signInViewSchema = z.object({
  flow: z.string(),
  agent: z.string(),
  provider: z.string(),
  method: z.enum(['browser', 'paste', 'device']),
  startedAt: z.number(),
  /** Epoch milliseconds after which the flow ends by itself. */
  expiresAt: z.number(),
  step: z.discriminatedUnion('state', [
    z.object({
      state: z.literal('waiting'),
      /** Page to open: the provider's consent page, or the device page. */
      url: z.string(),
      /** Device code to type there. */
      userCode: z.string().optional(),
    }),
    z.object({ state: z.literal('exchanging') }),
    z.object({ state: z.literal('done'), profile: profileIdSchema }),
    /** `cancelled`, `timed_out`, `denied`, `network`, `state_mismatch`, `issuer_mismatch`, `exchange_refused`, `port_taken`… */
    z.object({
      state: z.literal('failed'),
      reason: z.string(),
      message: z.string(),
      hint: z.string().optional(),
      said: saidSchema,
    }),
  ]),
});
export type SignInView = z.infer<typeof signInViewSchema>;
