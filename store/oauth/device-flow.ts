import {
  calculatePKCECodeChallenge,
  deviceAuthorizationRequest,
  deviceCodeGrantRequest,
  processDeviceAuthorizationResponse,
  processDeviceCodeResponse,
  ResponseBodyError,
  type TokenEndpointResponse,
} from 'oauth4webapi';
import { afterAnswer, beginPoll, type DeviceAnswer } from '#core/oauth/device-poll.ts';
import type { FlowContext } from '#store/oauth/browser-flow.ts';
import { FlowFailure } from '#store/oauth/flow-failure.ts';
import { type Grant, secretFrom, withAccount } from '#store/oauth/grant.ts';
import { type OAuthServer, openServer } from '#store/oauth/server.ts';

/**
 * Device code (RFC 8628): the person types a code on a page of the provider, on any machine. With PKCE on top, which
 * providers that do not know it ignore.
 * @throws FlowFailure, and what the protocol library throws.
 */
export async function deviceFlow(context: FlowContext): Promise<Grant> {
  const { definition, io, signal, clientSecret } = context;
  const server = await openServer(definition, { clientSecret, io, signal });
  const { as, client, auth, options } = server;
  const verifier = io.secret();
  const asked = await deviceAuthorizationRequest(
    as,
    client,
    auth,
    {
      ...(definition.scopes.length === 0 ? {} : { scope: definition.scopes.join(' ') }),
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...definition.authorizationParameters,
    },
    options,
  );
  const code = await processDeviceAuthorizationResponse(as, client, asked);
  let poll = beginPoll({ interval: code.interval, expiresIn: code.expires_in }, io.now());
  context.onStep({
    state: 'waiting',
    url: pageOf(code.verification_uri_complete ?? code.verification_uri),
    userCode: code.user_code,
    expiresAt: poll.expiresAt,
  });
  let at = io.now() + poll.intervalMs;
  for (;;) {
    await io.sleep(at - io.now(), signal);
    if (signal.aborted) throw signal.reason;
    const { answer, tokens } = await ask(server, { deviceCode: code.device_code, verifier });
    if (tokens !== undefined) {
      context.onStep({ state: 'exchanging' });
      const secret = secretFrom(tokens, { server, receivedAt: io.now() });
      return { kind: 'tokens', secret: await withAccount(secret, definition, server) };
    }
    const step = afterAnswer(poll, answer, io.now());
    if (step.next === 'failed') throw new FlowFailure(step.reason);
    if (step.next === 'poll') ({ at, poll } = step);
  }
}

/** The provider names the page, and a face will open it: only a web page is let through. */
function pageOf(url: string): string {
  if (/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return url;
  throw new FlowFailure('bad_answer');
}

async function ask(
  { as, client, auth, options, tokenParameters, clientNow }: OAuthServer,
  given: { deviceCode: string; verifier: string },
): Promise<{ answer: DeviceAnswer; tokens?: TokenEndpointResponse }> {
  try {
    const response = await deviceCodeGrantRequest(as, client, auth, given.deviceCode, {
      ...options,
      additionalParameters: { ...tokenParameters, code_verifier: given.verifier },
    });
    return {
      answer: { kind: 'granted' },
      tokens: await processDeviceCodeResponse(as, clientNow(), response),
    };
  } catch (error) {
    if (error instanceof FlowFailure && error.reason === 'network')
      return { answer: { kind: 'unreachable' } };
    if (!(error instanceof ResponseBodyError)) throw error;
    switch (error.error) {
      case 'authorization_pending':
        return { answer: { kind: 'pending' } };
      case 'slow_down':
        return { answer: { kind: 'slow_down' } };
      case 'access_denied':
        return { answer: { kind: 'denied' } };
      case 'expired_token':
        return { answer: { kind: 'expired' } };
      default:
        throw error;
    }
  }
}
