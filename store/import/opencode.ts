import { join } from 'node:path';
import { say } from '#core/say/say.ts';
import { asRecord, asText, asTime, readJsonPlace } from '#store/import/read-place.ts';
import { type Candidate, type ImportSource, ownedBy } from '#store/import/source.ts';

/**
 * OpenCode: `$XDG_DATA_HOME/opencode/auth.json`, one entry per provider: `{type: "api", key}`, `{type: "oauth", access,
 * refresh, expires}` or `{type: "wellknown", key, token}`, where `key` is the name of a variable.
 */
export const opencodeSource: ImportSource = {
  id: 'opencode',
  async scan({ home, env }) {
    const where = join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'opencode', 'auth.json');
    const place = await readJsonPlace(where);
    const candidates = Object.entries(place?.json ?? {}).flatMap(([id, value]): Candidate[] => {
      const { type, key, token, access, expires } = asRecord(value);
      const found = { source: 'opencode', where, provider: id.toLowerCase(), suggestedName: 'opencode' };
      const [apiKey, bearer, accessToken] = [asText(key), asText(token), asText(access)];
      if (type === 'api' && apiKey !== undefined) return [{ ...found, type: 'api_key', secret: apiKey }];
      if (type === 'wellknown' && bearer !== undefined) return [{ ...found, type: 'token', secret: bearer }];
      if (type !== 'oauth' || accessToken === undefined) return [];
      const refused = ownedBy('OpenCode', say('Sign in here, or use an API key.'));
      return [{ ...found, type: 'oauth', secret: accessToken, refused, ...asTime(expires) }];
    });
    return { candidates, problems: place?.problems ?? [] };
  },
};
