import { join } from 'node:path';
import { say, told } from '#core/say/say.ts';
import { asRecord, asText, asTime, readJsonPlace } from '#store/import/read-place.ts';
import { type Candidate, type ImportSource, ownedBy, type Problem } from '#store/import/source.ts';
import { keysOfVariables } from '#store/import/variables.ts';

/**
 * Claude Code: `~/.claude/.credentials.json` (`claudeAiOauth`: accessToken, refreshToken, expiresAt in milliseconds),
 * `primaryApiKey` of `~/.claude.json`, and `env` of `~/.claude/settings.json`. On macOS the sign-in lies in the
 * keychain item "Claude Code-credentials", which is named and never asked for.
 */
export const claudeCodeSource: ImportSource = {
  id: 'claude-code',
  async scan(context) {
    const { home, env, platform } = context;
    const directory = env.CLAUDE_CONFIG_DIR || join(home, '.claude');
    const candidates: Candidate[] = [];
    const problems: Problem[] = [];
    const provider = 'anthropic';
    const read = async (path: string) => {
      const place = await readJsonPlace(path);
      problems.push(...(place?.problems ?? []));
      return place?.json;
    };

    const credentials = join(directory, '.credentials.json');
    const signIn = asRecord((await read(credentials))?.claudeAiOauth);
    const access = asText(signIn.accessToken);
    if (access !== undefined) {
      const refused = ownedBy('Claude Code', say('Use an Anthropic API key, or run "claude setup-token".'));
      const found = {
        source: 'claude-code',
        where: credentials,
        provider,
        suggestedName: 'claude-code',
        refused,
      };
      candidates.push({ ...found, type: 'oauth', secret: access, ...asTime(signIn.expiresAt) });
    }
    const settingsFile = join(directory, 'settings.json');
    const variables = asRecord((await read(settingsFile))?.env) as Record<string, string>;
    const texts = Object.fromEntries(
      Object.entries(variables).filter(([, value]) => typeof value === 'string'),
    );
    candidates.push(
      ...keysOfVariables(texts, 'claude-code', (variable) => `${settingsFile} (${variable})`, {
        providers: [provider],
      }),
    );
    for (const file of [join(home, '.claude.json'), join(directory, '.claude.json')]) {
      const key = asText((await read(file))?.primaryApiKey);
      if (key !== undefined) {
        candidates.push({
          source: 'claude-code',
          where: file,
          provider,
          type: 'api_key',
          secret: key,
          suggestedName: 'claude-code',
        });
      }
    }
    if (platform === 'darwin' && access === undefined) {
      problems.push({
        where: 'Keychain: Claude Code-credentials',
        ...told({
          message: say(
            'A sign-in of Claude Code may lie there; it belongs to Claude Code and is not looked at.',
          ),
        }),
      });
    }
    return { candidates, problems };
  },
};
