import { asObject, type JsonObject, parseJson } from '#core/json.ts';

/**
 * Errors with status 400 that are the account's and not the caller's. A 400 repeats what the caller sent ("Invalid value:
 * 'insufficient_funds'"), so nothing is searched in it: the words by which a provider names its error count, and messages
 * that begin as these do.
 */

/** Codes and types. OpenAI answers `billing_hard_limit_reached` with 400 where images are asked for. */
const billingWord =
  /^(insufficient_(quota|balance|credits|funds)|billing_(error|hard_limit_reached|not_active))$/i;
/** Anthropic: `invalid_request_error`, "Your credit balance is too low to access the Anthropic API…". */
const billingMessage = /^your credit balance is too low\b/i;

/** Google answers a wrong key with `INVALID_ARGUMENT`, this reason among the details, and this message. */
const keyWord = /^(API_KEY_INVALID|invalid_api_key)$/i;
const keyMessage = /^API key not valid\b/i;

/**
 * @param bodyText an error body, or its beginning.
 * @returns undefined when the request itself is wrong, as far as anybody can tell.
 */
export function aboutTheAccount(bodyText: string): 'billing' | 'auth' | undefined {
  const { words, messages } = namesOf(bodyText);
  if (words.some((word) => billingWord.test(word)) || messages.some((text) => billingMessage.test(text))) {
    return 'billing';
  }
  return words.some((word) => keyWord.test(word)) || messages.some((text) => keyMessage.test(text))
    ? 'auth'
    : undefined;
}

/** What names an error, wherever providers put it: at the top, in `error`, in a list of one, in Google's `details`. */
function namesOf(bodyText: string): { words: string[]; messages: string[] } {
  const words: string[] = [];
  const messages: string[] = [];
  const whole = parseJson(bodyText);
  if (whole === undefined) return { words, messages: [bodyText.trimStart()] };
  const top = objectOf(Array.isArray(whole) ? whole[0] : whole);
  const error = objectOf(top.error);
  const details = Array.isArray(error.details) ? error.details.map(objectOf) : [];
  for (const one of [top, error, ...details]) {
    for (const word of [one.code, one.type, one.status, one.reason])
      if (typeof word === 'string') words.push(word);
  }
  for (const message of [top.message, top.error, error.message]) {
    if (typeof message === 'string') messages.push(message.trimStart());
  }
  return { words, messages };
}

const objectOf = (value: unknown): JsonObject => asObject(value) ?? {};
