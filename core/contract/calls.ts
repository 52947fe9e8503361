import * as z from 'zod';
import { activityCalls } from '#core/contract/calls/activity.ts';
import { agentCalls } from '#core/contract/calls/agents.ts';
import { agent, call, nothing } from '#core/contract/calls/define.ts';
import { importCalls } from '#core/contract/calls/imports.ts';
import { mirrorCalls } from '#core/contract/calls/mirrors.ts';
import { modelCalls } from '#core/contract/calls/models.ts';
import { profileCalls } from '#core/contract/calls/profiles.ts';
import { signInCalls } from '#core/contract/calls/sign-in.ts';
import { vaultCalls } from '#core/contract/calls/vault.ts';

/**
 * Every call a face can make. Host, preload, renderer client, web client, CLI client and the test mock derive from
 * this object; a name without a handler does not compile.
 */
export const calls = {
  ...profileCalls,
  ...agentCalls,
  ...signInCalls,
  ...importCalls,
  ...vaultCalls,
  ...mirrorCalls,

  ...modelCalls,
  ...activityCalls,
  'models.setPrimary': call(z.object({ agent, model: z.string().min(1).max(300) }), nothing),

  'gateway.start': call(nothing, nothing),
  'gateway.stop': call(nothing, nothing),
  'gateway.restart': call(nothing, nothing),
  /**
   * The token by which the user's own tools reach the gateway: the one secret a face may read, and only when the
   * person asks to copy it.
   */
  'gateway.accessToken': call(nothing, z.object({ token: z.string().nullable() })),

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
