import { type Said, say, told, type Words } from '#core/say/say.ts';
/** Why a sign-in ended without a credential. Stable words: they travel to the faces and can be searched for. */
export type SignInReason =
  | 'cancelled'
  | 'timed_out'
  | 'denied'
  | 'network'
  | 'state_mismatch'
  | 'issuer_mismatch'
  | 'exchange_refused'
  | 'provider_refused'
  | 'bad_answer'
  | 'port_taken'
  | 'code_expired'
  | 'not_stored';

export interface SignInFailure {
  reason: SignInReason;
  message: string;
  hint?: string;
  said?: Said;
}

/** What is known besides the reason: all of it safe to show. */
export interface FailureDetail {
  /** The provider's name, as people know it. */
  provider: string;
  /** An OAuth error code (`invalid_grant`), already reduced to its own alphabet. */
  code?: string;
  port?: number;
  /** Host that could not be reached. */
  host?: string;
  /** Words of our own for `not_stored`. */
  message?: Words | undefined;
  hint?: Words | undefined;
}

/** An OAuth error code as it may be shown: its own alphabet (RFC 6749, 5.2), and not endless. */
export const safeErrorCode = (code: unknown): string | undefined =>
  typeof code === 'string' && /^[\w.:/-]{1,64}$/.test(code) ? code : undefined;

/** Each reason in plain words: what happened, and what to do. */
export function signInFailure(reason: SignInReason, detail: FailureDetail): SignInFailure {
  const { provider, code } = detail;
  switch (reason) {
    case 'cancelled':
      return { reason, ...told({ message: say('The sign-in was cancelled; nothing was stored.') }) };
    case 'timed_out':
      return {
        reason,
        ...told({
          message: say('Nobody finished the sign-in to {{provider}} in time.', { provider }),
          hint: say('Start it again. If the browser never came back, use "paste the address" instead.'),
        }),
      };
    case 'denied':
      return {
        reason,
        ...told({
          message: say('{{provider}} was told not to give access.', { provider }),
          hint: say('Start again and allow it, or choose another account.'),
        }),
      };
    case 'network':
      return {
        reason,
        ...told({
          message: say('{{host}} could not be reached.', { host: detail.host ?? provider }),
          hint: say('Check the network, and a proxy or firewall; then start again.'),
        }),
      };
    case 'state_mismatch':
      return {
        reason,
        ...told({
          message: say('The answer belongs to another sign-in, so it was not used.'),
          hint: say(
            'Start again and use only the newest page. If it happens again, another program may be interfering.',
          ),
        }),
      };
    case 'issuer_mismatch':
      return {
        reason,
        ...told({
          message: say('The answer does not come from {{provider}}, so it was not used.', { provider }),
          hint: say('Check the issuer in auth.oauth; if it is right, do not sign in from this network.'),
        }),
      };
    case 'exchange_refused':
      return {
        reason,
        ...told({
          message: say('{{provider}} did not exchange the code for a credential ({{code}}).', {
            provider,
            code: code ?? reason,
          }),
          hint: say('The code may have been used already or be too old: start again.'),
        }),
      };
    case 'provider_refused':
      return {
        reason,
        ...told({
          message: say('{{provider}} refused the sign-in ({{code}}).', { provider, code: code ?? reason }),
          hint: say('Check the client id, scopes and redirect address of the provider in auth.oauth.'),
        }),
      };
    case 'bad_answer':
      return {
        reason,
        ...told({
          message: say('{{provider}} gave an answer that does not follow the protocol.', { provider }),
          hint: say('Try again; if it stays so, its endpoints in auth.oauth may be wrong.'),
        }),
      };
    case 'port_taken':
      return {
        reason,
        ...told({
          message: say('Another program listens on port {{port}}, which {{provider}} sends its answer to.', {
            port: String(detail.port ?? 0),
            provider,
          }),
          hint: say('End that program, or use "paste the address" instead.'),
        }),
      };
    case 'code_expired':
      return {
        reason,
        ...told({
          message: say('The code for {{provider}} has expired.', { provider }),
          hint: say('Start again to get a new one.'),
        }),
      };
    case 'not_stored':
      return {
        reason,
        ...told({
          message: detail.message ?? say('The credential could not be stored.'),
          hint: detail.hint,
        }),
      };
  }
}
