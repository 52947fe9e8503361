import { envKeyList } from '#core/profile/env-keys.ts';
import { isSetupToken } from '#core/profile/key-shape.ts';
import type { Candidate, ImportContext } from '#store/import/source.ts';

/** Names that tools use besides `<PROVIDER>_API_KEY`. Source: the family's table, and Claude Code's settings. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  anthropic: ['ANTHROPIC_OAUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN', 'ANTHROPIC_AUTH_TOKEN'],
};

/**
 * Every provider key among these variables. `where` tells a variable's place in words; `prefixes` whose own
 * `<PREFIX>LIVE_<PROVIDER>_KEY` counts there.
 */
export function keysOfVariables(
  variables: Readonly<Record<string, string | undefined>>,
  source: string,
  where: (variable: string) => string,
  { providers }: Pick<ImportContext, 'providers'>,
  prefixes?: readonly string[],
): Candidate[] {
  return providers.flatMap((provider) => {
    const others = (otherNames[provider] ?? []).flatMap((variable) => {
      const secret = variables[variable]?.trim();
      return secret ? [{ variable, secret }] : [];
    });
    return [...envKeyList(provider, variables, prefixes).keys, ...others].map(
      ({ variable, secret }, index, all): Candidate => {
        const type =
          isSetupToken(secret) || others.some((other) => other.variable === variable) ? 'token' : 'api_key';
        const number = index > 0 && all[index - 1]?.variable === variable ? `-${index + 1}` : '';
        const suggestedName = index === 0 ? 'default' : variable.toLowerCase().replaceAll('_', '-') + number;
        return { source, where: where(variable), provider, type, secret, suggestedName };
      },
    );
  });
}
