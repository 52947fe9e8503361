import * as z from 'zod';
import type { Config } from '#core/config/config.ts';
import { GatehouseError } from '#core/contract/error.ts';
import {
  mergeDefinition,
  type OAuthDefinition,
  type OAuthDefinitions,
  oauthDefinitionSchema,
  type SignInMethod,
  signInMethods,
} from '#core/oauth/definition.ts';
import { say } from '#core/say/say.ts';
import records from '#resources/oauth.json' with { type: 'json' };

let checked: OAuthDefinitions | undefined;

/** The shipped definitions, checked at the first call. */
export function oauthRecords(): OAuthDefinitions {
  checked ??= z.record(z.string(), oauthDefinitionSchema).parse(records);
  return checked;
}

const shippedFor = (provider: string): OAuthDefinition | undefined =>
  Object.hasOwn(oauthRecords(), provider) ? oauthRecords()[provider] : undefined;

/** The ways to sign in to a provider that are ready to be used, the preferred one first. */
export const signInMethodsOf = (config: Config, provider: string): SignInMethod[] =>
  signInMethods(shippedFor(provider), config.auth?.oauth?.[provider]);

/** Every provider that can be signed in to with this config. */
export const signInProviders = (config: Config): string[] =>
  [...new Set([...Object.keys(oauthRecords()), ...Object.keys(config.auth?.oauth ?? {})])].filter(
    (provider) => signInMethodsOf(config, provider).length > 0,
  );

/**
 * How to sign in to a provider: the shipped definition with `auth.oauth.<provider>` of the config laid over it.
 * @throws GatehouseError `unknown_provider` with what is missing, for example a client id.
 */
export function definitionFor(config: Config, provider: string): OAuthDefinition {
  const { definition, problem, hint } = mergeDefinition(shippedFor(provider), config.auth?.oauth?.[provider]);
  if (definition) return definition;
  throw new GatehouseError(
    'unknown_provider',
    problem ?? say('There is no way to sign in to this provider.'),
    {
      where: provider,
      hint:
        hint?.replaceAll('<provider>', provider) ??
        say(
          'Use an API key, or describe the provider in auth.oauth.{{provider}} of gatehouse.json (docs/oauth.md).',
          { provider },
        ),
    },
  );
}
