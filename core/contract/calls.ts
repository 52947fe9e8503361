import * as z from 'zod';
import { agentIdSchema, profileIdSchema, providerIdSchema } from '#core/profile/profile.ts';

const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });

const nothing = z.object({});
const agent = agentIdSchema.default('main');
const ofProfile = z.object({ agent, id: profileIdSchema });
/** The revision of `profiles.json` that holds the change; mirrors and gateway follow. */
const stored = z.object({ revision: z.number().int() });

/**
 * A pasted secret. It goes in and does not come out. Shape and emptiness are checked by the service, so that each
 * mistake has its own code; here only the size is bounded.
 */
const pastedSecret = z.string().max(65_536);

/**
 * Every call a face can make. Host, preload, renderer client, web client, CLI client and the test mock derive from
 * this object; a name without a handler does not compile.
 */
export const calls = {
  'profiles.add': call(
    z.object({
      agent,
      provider: providerIdSchema,
      /** The part after the colon; `default` when absent, then `default-2`… when that is taken. */
      name: z.string().min(1).max(120).optional(),
      label: z.string().max(120).optional(),
      credential: z.object({ type: z.literal('api_key'), key: pastedSecret }),
    }),
    z.object({ id: profileIdSchema, revision: z.number().int() }),
  ),
  'profiles.replace': call(
    ofProfile.extend({ credential: z.object({ type: z.literal('api_key'), key: pastedSecret }) }),
    stored,
  ),
  'profiles.rename': call(
    ofProfile.extend({ name: z.string().min(1).max(120) }),
    z.object({ id: profileIdSchema, revision: z.number().int() }),
  ),
  'profiles.setDisabled': call(ofProfile.extend({ disabled: z.boolean() }), stored),
  'profiles.setOrder': call(
    z.object({
      agent,
      provider: providerIdSchema,
      /** null: back to the default order. */ order: z.array(profileIdSchema).nullable(),
    }),
    stored,
  ),
  'profiles.remove': call(ofProfile, z.object({ revision: z.number().int(), undoUntil: z.number() })),
  'profiles.undoRemove': call(ofProfile, stored),
  /** One small request to the provider with this credential; the answer says why it failed. */
  'profiles.test': call(
    ofProfile,
    z.object({
      outcome: z.enum(['ok', 'rejected', 'rate_limited', 'unreachable', 'failed']),
      message: z.string(),
      /** Milliseconds. */
      latencyMs: z.number(),
    }),
  ),

  'models.setPrimary': call(z.object({ agent, model: z.string().min(1).max(300) }), nothing),

  'gateway.start': call(nothing, nothing),
  'gateway.stop': call(nothing, nothing),
  'gateway.restart': call(nothing, nothing),
  /**
   * The token by which the user's own tools reach the gateway: the one secret a face may read, and only when the
   * person asks to copy it.
   */
  'gateway.accessToken': call(nothing, z.object({ token: z.string().nullable() })),

  /** Looks again; where the system has an unlock prompt, it is shown. */
  'vault.unlock': call(nothing, nothing),
  'vault.check': call(nothing, nothing),

  /** A link that signs a browser in once, valid for two minutes. */
  'app.signInLink': call(nothing, z.object({ url: z.string(), expiresAt: z.number() })),
  /** Ends the host, and the gateway with it. */
  'app.quit': call(nothing, nothing),
  /** Opens an `https:` page in the person's browser (desktop) or answers that the face has to do it (web). */
  'app.openExternal': call(
    z.object({ url: z.url({ protocol: /^https$/ }) }),
    z.object({ opened: z.boolean() }),
  ),
} as const;

export type Calls = typeof calls;
export type CallName = keyof Calls;
/** What a caller passes: defaults may be left out. */
export type CallInput<N extends CallName> = z.input<Calls[N]['input']>;
/** What a handler receives. */
export type CallDecoded<N extends CallName> = z.output<Calls[N]['input']>;
export type CallOutput<N extends CallName> = z.output<Calls[N]['output']>;

/** What the dispatcher knows about a call besides its input. */
export interface CallContext {
  face: 'desktop' | 'web' | 'cli';
  signal: AbortSignal;
}

export type Handler<N extends CallName> = (
  input: CallDecoded<N>,
  context: CallContext,
) => Promise<CallOutput<N>>;
/** All handlers of one group, for example `Handlers<'profiles'>`; `Handlers` alone is the whole contract. */
export type Handlers<Group extends string = string> = {
  [N in CallName as N extends `${Group}.${string}` ? N : never]: Handler<N>;
};

export const callNames = Object.keys(calls) as CallName[];
export const isCallName = (name: string): name is CallName => Object.hasOwn(calls, name);
