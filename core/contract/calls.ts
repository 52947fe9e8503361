import type * as z from 'zod';
import { activityCalls } from '#core/contract/calls/activity.ts';
import { agentCalls } from '#core/contract/calls/agents.ts';
import { appCalls } from '#core/contract/calls/app.ts';
import { chatCalls } from '#core/contract/calls/chat.ts';
import { doctorCalls } from '#core/contract/calls/doctor.ts';
import { familyCalls } from '#core/contract/calls/families.ts';
import { gatewayCalls } from '#core/contract/calls/gateway.ts';
import { importCalls } from '#core/contract/calls/imports.ts';
import { logCalls } from '#core/contract/calls/logs.ts';
import { mirrorCalls } from '#core/contract/calls/mirrors.ts';
import { modelCalls } from '#core/contract/calls/models.ts';
import { profileCalls } from '#core/contract/calls/profiles.ts';
import { settingsCalls } from '#core/contract/calls/settings.ts';
import { signInCalls } from '#core/contract/calls/sign-in.ts';
import { tokenCalls } from '#core/contract/calls/tokens.ts';
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
  ...tokenCalls,
  ...settingsCalls,
  ...gatewayCalls,
  ...familyCalls,
  ...chatCalls,
  ...activityCalls,
  ...logCalls,
  ...doctorCalls,
  ...appCalls,
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
