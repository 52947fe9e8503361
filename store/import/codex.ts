import { join } from 'node:path';
import { say } from '#core/say/say.ts';
import { asRecord, asText, readJsonPlace } from '#store/import/read-place.ts';
import { type Candidate, type ImportSource, ownedBy } from '#store/import/source.ts';

/** When a JSON Web Token ends (its `exp`, in seconds). It is not verified: it is only shown. */
function endOfToken(token: string): { expires?: number } {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return Number.isSafeInteger(claims.exp) && claims.exp > 0 ? { expires: claims.exp * 1000 } : {};
  } catch {
    return {};
  }
}

/** Codex CLI: `$CODEX_HOME/auth.json`, with `OPENAI_API_KEY` and, after a ChatGPT sign-in, `tokens`. */
export const codexSource: ImportSource = {
  id: 'codex',
  async scan({ home, env }) {
    const where = join(env.CODEX_HOME || join(home, '.codex'), 'auth.json');
    const place = await readJsonPlace(where);
    const candidates: Candidate[] = [];
    const key = asText(place?.json.OPENAI_API_KEY);
    if (key !== undefined) {
      candidates.push({
        source: 'codex',
        where,
        provider: 'openai',
        type: 'api_key',
        secret: key,
        suggestedName: 'codex',
      });
    }
    const access = asText(asRecord(place?.json.tokens).access_token);
    if (access !== undefined) {
      const refused = ownedBy('Codex', say('Sign in to OpenAI Codex here instead.'));
      candidates.push({
        source: 'codex',
        where,
        provider: 'openai-codex',
        type: 'oauth',
        secret: access,
        suggestedName: 'codex',
        refused,
        ...endOfToken(access),
      });
    }
    return { candidates, problems: place?.problems ?? [] };
  },
};
