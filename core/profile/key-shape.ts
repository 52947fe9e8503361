import { GatehouseError } from '#core/contract/error.ts';
import type { ProviderRecords } from '#core/model/provider.ts';
import { type Sentence, say } from '#core/say/say.ts';

/** Prefix of the static tokens that `claude setup-token` prints; they are tokens, not API keys. */
export const setupTokenPrefix = 'sk-ant-oat01-';

/** A setup-token has at least so many characters; a shorter one lost its end (the family checks the same). */
const shortestSetupToken = 80;

/** How long a setup-token lasts when nothing else is said: about a year, as Anthropic documents it (milliseconds). */
export const setupTokenLifeMs = 365 * 24 * 60 * 60 * 1000;

export const isSetupToken = (secret: string): boolean => secret.startsWith(setupTokenPrefix);

/** What a setup-token may be used for, in a sentence for people. */
export const setupTokenUse = say(
  'A setup-token belongs to a Claude subscription, and Anthropic allows it for Claude Code alone; other use may be refused at any time. An Anthropic API key is the way that is meant for programs.',
);

/** The longest key that is accepted, in characters. The longest known ones are JSON Web Tokens of a few thousand. */
const longestKey = 16_384;

/** Quotes in which shells, `.env` files and chat programs wrap a key. */
const quotePairs: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['‘', '’'],
  ['«', '»'],
];

/** Characters that arrive with a copy from a web page and are never part of a key: zero-width ones and the BOM. */
const invisible = /\u200B|\u200C|\u200D|\u2060|\uFEFF/g;

function stripQuotes(text: string): string {
  for (const [open, close] of quotePairs) {
    if (text.length >= 2 && text.startsWith(open) && text.endsWith(close)) {
      return text.slice(open.length, -close.length).trim();
    }
  }
  return text;
}

/**
 * Takes off what surrounds a key when it is copied: white space, quotes, `export NAME=`, `Authorization: Bearer `,
 * `x-api-key: `. What is inside a key is never changed.
 */
function unwrap(pasted: string): string {
  let text = pasted.replace(invisible, '').trim();
  for (let last = ''; last !== text; ) {
    last = text;
    text = stripQuotes(text)
      .replace(/^(?:export\s+|set\s+|\$env:)?[A-Z_][A-Z0-9_]*\s*=\s*(?=\S)/, '')
      .replace(/^-H\s+/, '')
      .replace(/^(?:authorization|x-api-key|x-goog-api-key|api-key)\s*:\s*/i, '')
      .replace(/^bearer\s+/i, '')
      .replace(/;$/, '')
      .trim();
  }
  return text;
}

/**
 * Which provider a key belongs to by its prefix, where that is certain: the longest prefix that fits wins.
 * @returns the provider's id, or undefined when the shape says nothing.
 */
export function recogniseProvider(key: string, records: ProviderRecords): string | undefined {
  const text = unwrap(key);
  let best: { id: string; length: number } | undefined;
  for (const [id, record] of Object.entries(records)) {
    for (const prefix of record.keyPrefixes ?? []) {
      if (text.startsWith(prefix) && prefix.length > (best?.length ?? 0))
        best = { id, length: prefix.length };
    }
  }
  return best?.id;
}

const lineBreak = /[\r\n\u0085\u2028\u2029]/;

const refuse = (
  code: 'key_empty' | 'key_multiline' | 'key_shape',
  message: Sentence,
  hint: Sentence,
): never => {
  throw new GatehouseError(code, message, { hint });
};

/** What every pasted secret has to be, whatever it is for. */
function plainSecret(trimmed: string): string {
  const empty = say('What was pasted is empty.');
  if (trimmed === '') return refuse('key_empty', empty, say('Copy it once more, and try again.'));
  if (lineBreak.test(trimmed)) {
    refuse(
      'key_multiline',
      say('What was pasted has more than one line.'),
      say('Paste it alone, without the lines around it.'),
    );
  }
  const secret = unwrap(trimmed);
  if (secret === '')
    refuse('key_empty', empty, say('Only quotes or a variable name were pasted; paste what belongs there.'));
  if (/\s/.test(secret)) {
    refuse(
      'key_shape',
      say('What was pasted has white space inside.'),
      say('Copy it alone: keys and tokens never contain spaces.'),
    );
  }
  // Header values may hold no control characters, and every provider's keys are plain ASCII.
  if (!/^[\x21-\x7e]+$/.test(secret)) {
    refuse(
      'key_shape',
      say('What was pasted has characters that no key or token contains.'),
      say('Copy it again from the provider; it may have been shortened with "…" or masked with dots.'),
    );
  }
  if (secret.length > longestKey) {
    refuse(
      'key_shape',
      say('What was pasted is longer than {{length}} characters.', { length: longestKey }),
      say('Paste the key or token alone.'),
    );
  }
  if (/^(.)\1*$/.test(secret) || /^\*{4,}|\*{4,}$|\.{3}/.test(secret)) {
    refuse(
      'key_shape',
      say('What was pasted is masked; it is not the key or token itself.'),
      say('Most providers show it only once; create a new one if it was not kept.'),
    );
  }
  return secret;
}

function refuseRefreshToken(secret: string): void {
  if (!secret.startsWith('sk-ant-ort')) return;
  throw new GatehouseError(
    'key_shape',
    say('This is a refresh token of Claude, which belongs to Claude Code.'),
    {
      hint: say('Create an API key in the Anthropic console, or run "claude setup-token" for a token.'),
    },
  );
}

/**
 * Cleans a pasted API key and refuses what cannot be one. Pure; the message never contains a part of the key.
 *
 * A key of a provider without known prefixes, or of a custom endpoint, is only checked for emptiness, lines and
 * white space. A prefix that is unknown is accepted too, since providers change theirs; only the prefix of *another*
 * provider is refused.
 *
 * @returns the key as it is to be stored.
 * @throws GatehouseError `key_empty`, `key_multiline` or `key_shape`.
 */
export function cleanApiKey(pasted: string, provider: string, records: ProviderRecords): string {
  const key = plainSecret(pasted.replace(invisible, '').trim());
  if (isSetupToken(key)) {
    throw new GatehouseError('key_shape', say('This is a Claude setup-token, not an API key.'), {
      hint: say('A setup-token is for Claude Code only. Create an API key in the Anthropic console.'),
    });
  }
  refuseRefreshToken(key);
  const looksLike = recogniseProvider(key, records);
  if (looksLike !== undefined && looksLike !== provider && records[provider] !== undefined) {
    const name = records[looksLike]?.name ?? looksLike;
    throw new GatehouseError('key_shape', say('This looks like a key of {{name}}.', { name }), {
      hint: say('Add it under {{name}} ({{id}}), or paste the key of {{wanted}}.', {
        name,
        id: looksLike,
        wanted: records[provider].name,
      }),
      where: looksLike,
    });
  }
  return key;
}

/** A terminal narrower than this wraps nothing that people copy from (characters). */
const narrowestTerminal = 40;

/**
 * Puts a token together again that a terminal broke into lines. A setup-token is certain by its prefix; of any other
 * token, all lines but the last have to be equally long, as a terminal's edge makes them.
 */
function joinWrapped(text: string): string {
  const lines = text.split(/\r\n|[\r\n\u0085\u2028\u2029]/).map((line) => line.trim());
  if (lines.length < 2 || !lines.every((line) => /^[A-Za-z0-9._~+/=-]+$/.test(line))) return text;
  const [first = '', ...rest] = lines;
  if (rest.some((line) => line.startsWith('sk-'))) return text;
  const asWrapped =
    first.length >= narrowestTerminal &&
    lines.slice(0, -1).every((line) => line.length === first.length) &&
    (lines.at(-1) ?? '').length <= first.length;
  return isSetupToken(first) || asWrapped ? lines.join('') : text;
}

/**
 * Cleans a pasted static token (`claude setup-token`, or any bearer token of another provider). Lines that a
 * terminal broke are joined, quotes and `Bearer ` taken off; what is inside is never changed. Pure.
 * @returns the token as it is to be stored.
 * @throws GatehouseError `key_empty`, `key_multiline` or `key_shape`, each mistake with words of its own.
 */
export function cleanToken(pasted: string, provider: string, records: ProviderRecords): string {
  const text = pasted.replace(invisible, '').trim();
  const token = plainSecret(joinWrapped(stripQuotes(text)));
  refuseRefreshToken(token);
  if (isSetupToken(token)) {
    if (provider !== 'anthropic' && records[provider] !== undefined) {
      throw new GatehouseError('key_shape', say('This is a Claude setup-token.'), {
        hint: say('Add it under Anthropic (anthropic).'),
        where: 'anthropic',
      });
    }
    if (token.length < shortestSetupToken) {
      throw new GatehouseError('key_shape', say('The setup-token was cut off; it is too short.'), {
        hint: say('Copy it whole: a terminal breaks it into two lines, and both belong to it.'),
      });
    }
    return token;
  }
  const looksLike = recogniseProvider(token, records);
  if (looksLike !== undefined) {
    throw new GatehouseError('key_shape', say('This is an API key, not a token.'), {
      hint: say('Add it as an API key of {{name}}.', { name: records[looksLike]?.name ?? looksLike }),
      where: looksLike,
    });
  }
  if (provider === 'anthropic') {
    throw new GatehouseError(
      'key_shape',
      say('A Claude setup-token begins with {{setupTokenPrefix}}.', { setupTokenPrefix }),
      {
        hint: say('Run "claude setup-token" and paste what it prints at its end.'),
      },
    );
  }
  return token;
}
