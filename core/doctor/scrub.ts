import { redact } from '#core/secret/redact.ts';

/** A secret shorter than this would take harmless words with it. */
const shortestSecret = 6;
const eMail = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

/**
 * Takes out of a text what tells who somebody is or opens a door: the secrets that are known, what looks like one,
 * e-mail addresses, and the home directory.
 */
export function scrubber(secrets: readonly string[], home: string): (text: string) => string {
  const known = [...new Set(secrets)]
    .filter((secret) => secret.length >= shortestSecret)
    // One may be part of another.
    .toSorted((a, b) => b.length - a.length);
  return (text) => {
    let result = text;
    for (const secret of known) {
      result = result.replaceAll(secret, '[secret]');
      const escaped = JSON.stringify(secret).slice(1, -1);
      if (escaped !== secret) result = result.replaceAll(escaped, '[secret]');
    }
    result = redact(result).replace(eMail, '[e-mail]');
    return home.length > 1 ? result.replaceAll(home, '~') : result;
  };
}
