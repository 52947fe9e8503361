import { type Said, type Sentence, say, told } from '#core/say/say.ts';
/** What a provider thinks of a credential, in words for people and one for scripts. */
export interface ProviderVerdict {
  outcome: 'ok' | 'rejected' | 'rate_limited' | 'unreachable' | 'failed';
  reason?: string;
  message: string;
  said?: Said;
}

/**
 * What an answer means for a person. Reasons, which faces and scripts may rely on: `claude_code_only`, `invalid_key`,
 * `expired`, `no_credit`, `not_allowed`, `rate_limited`, `provider_problem`, `wrong_address`, `unexpected`, and
 * `timed_out`, `unreachable` from whoever asked. The answer's words are looked at, never repeated. Pure.
 */
export function judgeAnswer(status: number, answer: string, name: string): ProviderVerdict {
  if (/only authorized for use with claude code/i.test(answer)) {
    return {
      outcome: 'rejected',
      reason: 'claude_code_only',
      ...told({
        message: say(
          'This credential is only authorized for use with Claude Code. Use an Anthropic API key instead.',
        ),
      }),
    };
  }
  if (status >= 200 && status < 300)
    return { outcome: 'ok', ...told({ message: say('{{name}} accepted the credential.', { name }) }) };
  const rejected = (reason: string, message: Sentence) => ({
    outcome: 'rejected' as const,
    reason,
    ...told({ message }),
  });
  if (status === 402 || /insufficient_quota|credit balance is too low/i.test(answer))
    return rejected(
      'no_credit',
      say('{{name}} knows the credential, but the account has no credit.', { name }),
    );
  if (status === 401 && /expired/i.test(answer))
    return rejected('expired', say('{{name}} says that the credential has expired.', { name }));
  if (status === 401 || (status === 400 && /api[ _]?key/i.test(answer)))
    return rejected(
      'invalid_key',
      say('{{name}} does not know this credential; it may be mistyped or revoked.', { name }),
    );
  if (status === 403)
    return rejected(
      'not_allowed',
      say('{{name}} knows the credential but does not allow it here.', { name }),
    );
  if (status === 429) {
    return {
      outcome: 'rate_limited',
      reason: 'rate_limited',
      ...told({
        message: say('{{name}} accepted the credential but limits its requests right now.', { name }),
      }),
    };
  }
  const failed = (reason: string, message: Sentence) => ({
    outcome: 'failed' as const,
    reason,
    ...told({ message }),
  });
  if (status >= 500)
    return failed(
      'provider_problem',
      say('{{name}} has a problem of its own (HTTP {{status}}).', { name, status }),
    );
  if (status === 404 || status === 405)
    return failed(
      'wrong_address',
      say('{{name}} has no list of models at this address (HTTP {{status}}); look at its baseUrl.', {
        name,
        status,
      }),
    );
  return failed(
    'unexpected',
    say('{{name}} answered HTTP {{status}}, which says nothing about the credential.', { name, status }),
  );
}
