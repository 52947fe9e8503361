import * as z from 'zod';

/**
 * Reasons that a person reads, as codes with their parameters, so that each face says them in its own language. The
 * English words stand here, for the command line and for scripts; a test holds the locale files to these codes.
 */
export const becauseWords = {
  // what a name means
  named_ref: 'Named as provider/model.',
  named_alias: '"{{name}}" is an alias.',
  named_primary: 'The primary model of the agent.',
  named_role: '"{{name}}" names a role of the agent.',
  named_listed: 'The provider that lists this model.',
  named_dialect: 'A bare name in the Anthropic format goes to Anthropic.',
  named_primary_provider: 'A bare name that nobody lists goes to the provider of the primary model.',
  image_model: 'The request has images, which that model does not take.',
  // its place in the chain
  role_requested: 'The model that was asked for.',
  role_primary: 'Primary model.',
  role_image: 'The image model.',
  role_fallback: 'A fallback model.',
  role_image_fallback: 'A fallback of the image model.',
  // why this credential
  first_usable: 'The first usable credential in its order.',
  answers_first: 'Answers first.',
  next_in_line: 'Next when those before cannot answer.',
  needs_none: 'Its provider needs no credential.',
  paid_for: 'Paid by use, in place of {{profile}}.',
  // why not
  supposed: 'As supposed:',
  auth: 'Its provider refuses it.',
  rate_limit: 'Rate limited.',
  billing: 'Out of credit.',
  overloaded: 'Its provider is overloaded.',
  server: 'Its provider fails.',
  bad_request: 'The request itself is wrong.',
  model_not_found: 'It does not have this model.',
  timeout: 'No answer in time.',
  unreachable: 'Its provider cannot be reached.',
  expired: 'Expired.',
  disabled: 'Disabled.',
  secret_missing: 'Its secret is not in the vault.',
  waits_for_vault: 'Waits for the vault.',
  held: 'Held back by the policy, since it is paid by use.',
  no_credential: 'There is no credential for its provider.',
  pin_missing: 'Pinned, but not there.',
  unknown_provider_of: 'Its provider is not known.',
  // how it ends
  end_answered: 'The answer broke off.',
  end_not_the_credential: 'Another credential would not help.',
  end_none_left: 'Nothing is left to try.',
  refused_unknown_agent: 'There is no such agent.',
  refused_no_primary: 'No primary model is set.',
  refused_unknown_provider: 'No provider is known for "{{name}}".',
  refused_unknown_model: 'The model "{{name}}" is not known.',
  refused_not_allowed: 'Model "{{name}}" is not allowed. Use /model to list available models.',
} as const;

export type BecauseCode = keyof typeof becauseWords;

export const becauseSchema = z.object({
  code: z.enum(Object.keys(becauseWords) as [BecauseCode, ...BecauseCode[]]),
  /** Names of models, profiles and agents. */
  params: z.record(z.string(), z.string()).optional(),
});
export type Because = z.infer<typeof becauseSchema>;

export const because = (code: BecauseCode, params?: Record<string, string>): Because =>
  params === undefined ? { code } : { code, params };

/** In English. */
export const becauseText = (reasons: readonly Because[]): string =>
  reasons
    .map(({ code, params }) =>
      becauseWords[code].replace(/\{\{(\w+)\}\}/g, (_, name: string) => params?.[name] ?? ''),
    )
    .join(' ');
