import type { SignInView } from '#core/contract/calls/sign-in.ts';
import type { CallInput } from '#core/contract/calls.ts';
import type { Result } from '#core/contract/error.ts';
import type { FaceHost } from '#renderer/lib/face-host.ts';
import { createTopicStore, type TopicStore } from '#renderer/state/topic-store.ts';

export interface SignInsGroup {
  readonly topic: TopicStore<'signIns'>;
  /** @returns the name of the flow, whose progress is in the topic. */
  start(input: CallInput<'signIn.start'>): Promise<Result<{ flow: string }>>;
  /** The pasted address holds a code: it passes through and is kept nowhere. */
  paste(flow: string, redirect: string): Promise<Result<unknown>>;
  dismiss(flow: string): Promise<Result<unknown>>;
}

export function createSignInsGroup(host: FaceHost): SignInsGroup {
  return {
    topic: createTopicStore<'signIns'>(),
    start: (input) => host.invoke('signIn.start', input),
    paste: (flow, redirect) => host.invoke('signIn.paste', { flow, redirect }),
    dismiss: (flow) => host.invoke('signIn.dismiss', { flow }),
  };
}

export const isOpenFlow = ({ step }: SignInView): boolean =>
  step.state === 'waiting' || step.state === 'exchanging';

/**
 * What a sign-in dialog shows for the flow that it began.
 * - `begun`: the call has answered and the topic does not have the flow yet.
 * - `gone`: the host no longer knows it (it was dismissed elsewhere, or the host was restarted).
 */
export type SignInShown =
  | { state: 'begun' }
  | { state: 'gone' }
  | { state: SignInView['step']['state']; view: SignInView };

/** @param seen the topic has had the flow before. */
export function signInShown(
  flows: readonly SignInView[] | undefined,
  flow: string,
  seen: boolean,
): SignInShown {
  const view = flows?.find((one) => one.flow === flow);
  if (view) return { state: view.step.state, view };
  return seen ? { state: 'gone' } : { state: 'begun' };
}

/** Reasons that have words of their own in the locale files; any other one is told in the host's words. */
export const signInReasons = [
  'cancelled',
  'timed_out',
  'denied',
  'network',
  'state_mismatch',
  'issuer_mismatch',
  'exchange_refused',
  'provider_refused',
  'bad_answer',
  'port_taken',
  'code_expired',
  'not_stored',
] as const;
export type SignInReason = (typeof signInReasons)[number];

export const knownReason = (reason: string): SignInReason | undefined =>
  signInReasons.find((known) => known === reason);
