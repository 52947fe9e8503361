import type { GivenCredential } from '#core/contract/calls/profiles.ts';
import type { Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { ProfileView } from '#core/contract/topics.ts';
import {
  changeProfile,
  findProfile,
  type MockWorld,
  profilesOf,
  requireVault,
  storeAgents,
  storeProfiles,
  vaultPlace,
} from '#renderer/testing/mock-world.ts';

const yearMs = 365 * 86_400_000;

function checkSecret(secret: string) {
  const text = secret.trim();
  if (text === '') throw new GatehouseError('key_empty', 'The key is empty.');
  if (/[\r\n]/.test(text)) throw new GatehouseError('key_multiline', 'The key has more than one line.');
  if (text.length < 8) throw new GatehouseError('key_shape', 'The key is shorter than eight characters.');
}

/** The fields that a given credential decides. */
function fieldsOf(world: MockWorld, credential: GivenCredential): Partial<ProfileView> {
  if (credential.type === 'reference') {
    if (credential.ref.id.trim() === '')
      throw new GatehouseError('secret_ref_invalid', 'The reference names nothing.');
    return { type: credential.of, place: credential.ref.source, ref: credential.ref, masked: '…' };
  }
  requireVault(world);
  const secret = credential.type === 'api_key' ? credential.key : credential.token;
  checkSecret(secret);
  const expires = credential.type === 'token' ? (credential.expires ?? world.now() + yearMs) : undefined;
  return {
    type: credential.type,
    place: vaultPlace(world),
    masked: `…${secret.slice(-4)}`,
    ...(expires === undefined ? {} : { expires }),
  };
}

const without = <K extends keyof ProfileView>(profile: ProfileView, ...keys: K[]): ProfileView =>
  Object.fromEntries(Object.entries(profile).filter(([key]) => !keys.includes(key as K))) as ProfileView;

export function mockProfiles(world: MockWorld): Handlers<'profiles'> & Handlers<'agents'> {
  const removed = new Map<string, { profile: ProfileView; index: number }>();
  const put = (agent: string, next: ProfileView) =>
    storeProfiles(
      world,
      agent,
      profilesOf(world, agent).map((profile) => (profile.id === next.id ? next : profile)),
    );
  function add(agent: string, provider: string, name: string | undefined, fields: Partial<ProfileView>) {
    const taken = new Set(profilesOf(world, agent).map(({ id }) => id));
    let chosen = name ?? 'default';
    for (let next = 2; !name && taken.has(`${provider}:${chosen}`); next += 1) chosen = `default-${next}`;
    const id = `${provider}:${chosen}`;
    if (taken.has(id)) throw new GatehouseError('profile_exists', `${id} is there already.`);
    const position = profilesOf(world, agent).filter((profile) => profile.provider === provider).length;
    const added: ProfileView = {
      type: 'api_key',
      masked: '…',
      place: 'keychain',
      status: 'ok',
      createdAt: world.now(),
      ...fields,
      id,
      provider,
      name: chosen,
      position,
    };
    return { id, ...storeProfiles(world, agent, [...profilesOf(world, agent), added]) };
  }
  function transfer(agent: string, id: string, toAgent: string) {
    const profile = findProfile(world, agent, id);
    return add(toAgent, profile.provider, profile.name, profile);
  }

  return {
    'profiles.add': async ({ agent, provider, name, credential }) =>
      add(agent, provider, name, fieldsOf(world, credential)),
    async 'profiles.replace'({ agent, id, credential }) {
      const before = without(findProfile(world, agent, id), 'ref', 'expires');
      return put(agent, { ...before, ...fieldsOf(world, credential), status: 'ok' });
    },
    async 'profiles.rename'({ agent, id, name }) {
      const { provider } = findProfile(world, agent, id);
      const next = `${provider}:${name}`;
      if (profilesOf(world, agent).some((profile) => profile.id === next)) {
        throw new GatehouseError('profile_exists', `${next} is there already.`);
      }
      return { id: next, ...changeProfile(world, agent, id, { id: next, name }) };
    },
    async 'profiles.edit'({ agent, id, label, note, expires }) {
      let next = findProfile(world, agent, id);
      for (const [key, value] of Object.entries({ label, note, expires })) {
        if (value === undefined) continue;
        next = without(next, key as 'label');
        if (value !== null) next = { ...next, [key]: value };
      }
      return put(agent, next);
    },
    async 'profiles.setDisabled'({ agent, id, disabled }) {
      findProfile(world, agent, id);
      return changeProfile(world, agent, id, { status: disabled ? 'disabled' : 'ok' });
    },
    async 'profiles.setOrder'({ agent, order }) {
      return storeProfiles(
        world,
        agent,
        profilesOf(world, agent).map((profile) => {
          const position = order?.indexOf(profile.id) ?? -1;
          return position < 0 ? profile : { ...profile, position };
        }),
      );
    },
    async 'profiles.copy'({ agent, id, toAgent }) {
      if (findProfile(world, agent, id).type === 'oauth')
        throw new GatehouseError('oauth_one_owner', 'A sign-in has one owner and cannot be copied.');
      return transfer(agent, id, toAgent);
    },
    async 'profiles.move'({ agent, id, toAgent }) {
      const moved = transfer(agent, id, toAgent);
      storeProfiles(
        world,
        agent,
        profilesOf(world, agent).filter((profile) => profile.id !== id),
      );
      return moved;
    },
    async 'profiles.setPlace'({ agent, id, place }) {
      requireVault(world);
      const before = without(findProfile(world, agent, id), 'ref');
      if (place.kind === 'vault') return put(agent, { ...before, place: vaultPlace(world) });
      if (place.ref.id === 'MISSING_KEY')
        throw new GatehouseError('secret_ref_unresolved', 'MISSING_KEY is not set.', { where: 'env' });
      return put(agent, { ...before, place: place.ref.source, ref: place.ref });
    },
    async 'profiles.remove'({ agent, id }) {
      const profile = findProfile(world, agent, id);
      const all = profilesOf(world, agent);
      removed.set(`${agent}/${id}`, { profile, index: all.indexOf(profile) });
      return {
        ...storeProfiles(
          world,
          agent,
          all.filter((one) => one !== profile),
        ),
        undoUntil: world.now() + 10_000,
      };
    },
    async 'profiles.undoRemove'({ agent, id }) {
      const gone = removed.get(`${agent}/${id}`);
      if (!gone) throw new GatehouseError('nothing_to_undo', `${id} was not removed lately.`);
      removed.delete(`${agent}/${id}`);
      return storeProfiles(world, agent, profilesOf(world, agent).toSpliced(gone.index, 0, gone.profile));
    },
    async 'profiles.test'({ agent, id }) {
      const { status, type, provider } = findProfile(world, agent, id);
      requireVault(world);
      if (type === 'token' && provider === 'anthropic') {
        return {
          outcome: 'rejected',
          reason: 'claude_code_only',
          message:
            'This credential is only authorized for use with Claude Code. Use an Anthropic API key instead.',
          latencyMs: 301,
        };
      }
      return status === 'expired'
        ? {
            outcome: 'rejected',
            reason: 'invalid_key',
            message: 'It does not know this credential; it may be mistyped or revoked.',
            latencyMs: 212,
          }
        : { outcome: 'ok', message: 'It answered.', latencyMs: 418 };
    },
    async 'agents.add'({ id, name }) {
      const { agents } = world.topics().profiles;
      if (agents.some((one) => one.id === id))
        throw new GatehouseError('agent_exists', `There is an agent ${id} already.`);
      storeAgents(world, [...agents, { id, name: name ?? id, profiles: [] }]);
      return {};
    },
    async 'agents.remove'({ id }) {
      if (profilesOf(world, id).length > 0)
        throw new GatehouseError('agent_in_use', `${id} still has profiles.`);
      storeAgents(
        world,
        world.topics().profiles.agents.filter((one) => one.id !== id),
      );
      return {};
    },
  };
}
