import { GatehouseError } from '#core/contract/error.ts';
import type { ProviderRecords } from '#core/model/provider.ts';

/** Prefix of the static tokens that `claude setup-token` prints; they are tokens, not API keys. */
const setupTokenPrefix = 'sk-ant-oat01-';

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
  const trimmed = pasted.replace(invisible, '').trim();
  if (trimmed === '') {
    throw new GatehouseError('key_empty', 'The key is empty.', { hint: 'Paste the key and try again.' });
  }
  if (/[\r\n\u0085\u2028\u2029]/.test(trimmed)) {
    throw new GatehouseError('key_multiline', 'The key has more than one line.', {
      hint: 'Paste the key alone, without the lines around it.',
    });
  }
  const key = unwrap(trimmed);
  if (key === '') {
    throw new GatehouseError('key_empty', 'The key is empty.', {
      hint: 'Only quotes or a variable name were pasted; paste the key itself.',
    });
  }
  if (/\s/.test(key)) {
    throw new GatehouseError('key_shape', 'The key has white space inside.', {
      hint: 'Copy the key alone; a key never contains spaces.',
    });
  }
  // Header values may hold no control characters, and every provider's keys are plain ASCII.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new GatehouseError('key_shape', 'The key has characters that no key contains.', {
      hint: 'Copy it again from the provider; it may have been shortened with "…" or masked with dots.',
    });
  }
  if (key.length > longestKey) {
    throw new GatehouseError('key_shape', `The key is longer than ${longestKey} characters.`, {
      hint: 'Paste the key alone.',
    });
  }
  if (/^(.)\1*$/.test(key) || /^\*{4,}|\*{4,}$|\.{3}/.test(key)) {
    throw new GatehouseError('key_shape', 'This is a masked key, not the key itself.', {
      hint: 'Most providers show a key only once; create a new one if it was not kept.',
    });
  }
  if (key.startsWith(setupTokenPrefix)) {
    throw new GatehouseError('key_shape', 'This is a Claude setup-token, not an API key.', {
      hint: 'A setup-token is for Claude Code only. Create an API key in the Anthropic console.',
    });
  }
  const looksLike = recogniseProvider(key, records);
  if (looksLike !== undefined && looksLike !== provider && records[provider] !== undefined) {
    const name = records[looksLike]?.name ?? looksLike;
    throw new GatehouseError('key_shape', `This looks like a key of ${name}.`, {
      hint: `Add it under ${name} (${looksLike}), or paste the key of ${records[provider].name}.`,
      where: looksLike,
    });
  }
  return key;
}
