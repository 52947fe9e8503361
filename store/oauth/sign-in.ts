import type { OAuthDefinition, SignInMethod } from '#core/oauth/definition.ts';
import { type SignInFailure, signInFailure } from '#core/oauth/failure.ts';
import type { Said } from '#core/say/say.ts';
import { browserFlow, type FlowStep, readPasted } from '#store/oauth/browser-flow.ts';
import { deviceFlow } from '#store/oauth/device-flow.ts';
import { FlowFailure, flowFailure } from '#store/oauth/flow-failure.ts';
import type { Grant } from '#store/oauth/grant.ts';
import { type OAuthIo, systemIo } from '#store/oauth/io.ts';

export interface SignInRequest {
  /** As people know it; for words. */
  providerName: string;
  definition: OAuthDefinition;
  clientSecret?: string | undefined;
  method: SignInMethod;
  /** Heading of the page that the browser ends on. */
  pages?: { ok: string; failed: string };
}

export interface SignIn {
  /** Epoch milliseconds at which it ends by itself; a device code may say another time in its first step. */
  expiresAt: number;
  /** Takes the address that the browser ended on, or the code it showed. @returns what is wrong with it. */
  paste(text: string): { message: string; hint: string; said?: Said } | undefined;
  cancel(): void;
  /** Never rejects. */
  done: Promise<SignInResult>;
}

export type SignInResult = { ok: true; grant: Grant } | { ok: false; failure: SignInFailure };

/** How long a person may take in the browser (milliseconds). */
export const browserTimeoutMs = 10 * 60_000;
/** Device codes live 15 minutes as a rule; their own time ends the flow, and this one where there is none. */
const deviceTimeoutMs = 30 * 60_000;

/**
 * Starts a sign-in. The steps are told as they come, the first one when the provider's page can be opened. Nothing is
 * stored here, and nothing of a secret is in a step but the device code that is meant to be shown.
 */
export function startSignIn(
  request: SignInRequest,
  onStep: (step: FlowStep) => void,
  io: OAuthIo = systemIo,
): SignIn {
  const { definition, method, providerName } = request;
  const end = new AbortController();
  let hand: (query: URLSearchParams) => void = () => undefined;
  const pasted = new Promise<URLSearchParams>((resolve) => {
    hand = resolve;
  });
  const timeoutMs = method === 'device' ? deviceTimeoutMs : browserTimeoutMs;
  const expiresAt = io.now() + timeoutMs;
  const over = new AbortController();
  void io.sleep(timeoutMs, over.signal).then(() => {
    if (!over.signal.aborted) end.abort(new FlowFailure('timed_out'));
  });
  const context = {
    definition,
    clientSecret: request.clientSecret,
    io,
    signal: end.signal,
    onStep,
    pasted,
    pages: request.pages,
  };
  const run = async (): Promise<SignInResult> => {
    try {
      const grant = await (method === 'device'
        ? deviceFlow(context)
        : browserFlow(context, method === 'browser'));
      return { ok: true, grant };
    } catch (error) {
      const { reason, detail } = flowFailure(error, end.signal);
      return { ok: false, failure: signInFailure(reason, { ...detail, provider: providerName }) };
    } finally {
      over.abort();
    }
  };
  return {
    expiresAt,
    paste(text) {
      const read = readPasted(text);
      if (!read.ok) return { message: read.message, hint: read.hint };
      hand(read.query);
      return undefined;
    },
    cancel: () => end.abort(new FlowFailure('cancelled')),
    done: run(),
  };
}
