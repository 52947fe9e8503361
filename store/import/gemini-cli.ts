import { join } from 'node:path';
import { say } from '#core/say/say.ts';
import { asText, asTime, readDotenvPlace, readJsonPlace } from '#store/import/read-place.ts';
import { type Candidate, type ImportSource, ownedBy } from '#store/import/source.ts';
import { keysOfVariables } from '#store/import/variables.ts';

/** Gemini CLI: `~/.gemini/oauth_creds.json` (access_token, refresh_token, expiry_date in milliseconds) and `~/.gemini/.env`. */
export const geminiCliSource: ImportSource = {
  id: 'gemini-cli',
  async scan({ home }) {
    const source = 'gemini-cli';
    const [grantFile, dotenv] = [join(home, '.gemini', 'oauth_creds.json'), join(home, '.gemini', '.env')];
    const [grant, variables] = [await readJsonPlace(grantFile), await readDotenvPlace(dotenv)];
    const candidates: Candidate[] = keysOfVariables(
      variables?.variables ?? {},
      source,
      (variable) => `${dotenv} (${variable})`,
      { providers: ['google'] },
    );
    const access = asText(grant?.json.access_token);
    if (access !== undefined) {
      candidates.push({
        source,
        where: grantFile,
        provider: 'google-gemini-cli',
        type: 'oauth',
        secret: access,
        suggestedName: source,
        refused: ownedBy('Gemini CLI', say('Use a key of Google AI Studio.')),
        ...asTime(grant?.json.expiry_date),
      });
    }
    return { candidates, problems: [...(grant?.problems ?? []), ...(variables?.problems ?? [])] };
  },
};
