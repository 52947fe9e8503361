import { type Said, say, told } from '#core/say/say.ts';
/** What somebody pasted in place of the redirect: the whole address, its query, only the code, or `code#state`. */
export type PastedRedirect =
  | { ok: true; parameters: [name: string, value: string][]; stateGiven: boolean }
  | { ok: false; message: string; hint: string; said?: Said };

const nothing = {
  ok: false,
  ...told({
    message: say('There is no code in what was pasted.'),
    hint: say('Paste the whole address that the browser ended on; it holds "code=".'),
  }),
} as const;

/**
 * Reads a pasted redirect. A bare code carries no state: then the state cannot be compared, and what protects is PKCE
 * alone (the code is worth nothing to a flow that did not ask for it).
 * @param text at most 65,536 characters; white space and quotes around it are taken off.
 */
export function parsePastedRedirect(text: string): PastedRedirect {
  const trimmed = text.trim().replace(/^(["'<])(.*)(["'>])$/s, '$2');
  if (trimmed === '' || /\s/.test(trimmed)) return nothing;
  if (trimmed.includes('code=') || trimmed.includes('error=')) {
    const query = queryOf(trimmed);
    const parameters = [...new URLSearchParams(query)];
    const names = parameters.map(([name]) => name);
    if (!names.includes('code') && !names.includes('error')) return nothing;
    return { ok: true, parameters, stateGiven: names.includes('state') };
  }
  if (/^https?:/i.test(trimmed)) return nothing;
  const [code = '', state, more] = trimmed.split('#');
  if (code === '' || more !== undefined || !/^[\x21-\x7e]{4,4096}$/.test(code)) return nothing;
  return {
    ok: true,
    parameters: [
      ['code', code],
      ...(state === undefined || state === '' ? [] : ([['state', state]] as [string, string][])),
    ],
    stateGiven: state !== undefined && state !== '',
  };
}

/** What follows `?`, or `#` where a provider answers in the fragment; the whole text when it is a bare query. */
function queryOf(text: string): string {
  const question = text.indexOf('?');
  const hash = text.indexOf('#');
  if (question >= 0) return text.slice(question + 1, hash > question ? hash : undefined);
  if (hash >= 0) return text.slice(hash + 1);
  return text;
}
