import { GatehouseError } from '#core/contract/error.ts';

/**
 * Which credential the options of a command name.
 * @throws GatehouseError `bad_input` when they contradict each other or are not `provider:name`.
 */
export function namedProfile(options: {
  provider?: string | undefined;
  'profile-id'?: string | undefined;
  name?: string | undefined;
}): { provider?: string; name?: string } {
  const { provider, name, 'profile-id': id } = options;
  if (id === undefined) {
    return { ...(provider === undefined ? {} : { provider }), ...(name === undefined ? {} : { name }) };
  }
  if (name !== undefined) {
    throw new GatehouseError(
      'bad_input',
      '--profile-id and --name both name the credential; give one of them.',
    );
  }
  const colon = id.indexOf(':');
  const of = id.slice(0, Math.max(colon, 0));
  if (of === '' || colon === id.length - 1) {
    throw new GatehouseError('bad_input', '--profile-id is provider:name, as in anthropic:work.');
  }
  if (provider !== undefined && provider !== of) {
    throw new GatehouseError(
      'bad_input',
      '--profile-id names a credential of another provider than --provider.',
    );
  }
  return { provider: of, name: id.slice(colon + 1) };
}
