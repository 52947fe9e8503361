import type { CallOutput, Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import {
  type MockWorld,
  profilesOf,
  requireVault,
  storeAgents,
  storeProfiles,
} from '#renderer/testing/mock-world.ts';

/** What the machine of a scenario holds beside the topics. */
export interface MockMachine {
  found: CallOutput<'imports.scan'>['found'];
  problems: CallOutput<'imports.scan'>['problems'];
  places: CallOutput<'vault.places'>['places'];
  journal: CallOutput<'mirrors.journal'>['entries'];
}

export function mockVault(
  world: MockWorld,
  machine: MockMachine,
): Handlers<'vault'> & Handlers<'mirrors'> & Handlers<'imports'> {
  let { places, journal } = machine;
  const { topics, publish } = world;
  return {
    async 'vault.unlock'({ passphrase }) {
      const { vault } = topics();
      if (passphrase === 'wrong') {
        throw new GatehouseError('vault_wrong_passphrase', 'This is not the passphrase of the vault file.', {
          hint: 'Try again; capital letters and spaces count.',
        });
      }
      publish('vault', { state: 'ready', level: vault.level, backend: vault.backend });
      return {};
    },
    async 'vault.check'() {
      publish('vault', topics().vault);
      return {};
    },
    async 'vault.lock'({ stopGateway }) {
      const { vault, gateway } = topics();
      const file = vault.level === 'encrypted_file';
      publish('vault', {
        state: 'locked',
        level: vault.level,
        backend: vault.backend,
        reason: file ? 'passphrase_needed' : 'locked_here',
        message: file ? 'The vault file is locked.' : 'The vault was locked in Gatehouse.',
        hint: 'Unlock it to use the credentials again.',
      });
      if (stopGateway) publish('gateway', { ...gateway, wanted: 'stopped', observed: { state: 'stopped' } });
      return {};
    },
    async 'vault.places'({ outside }) {
      return { places: places.filter(({ kind }) => outside || kind !== 'other_tool') };
    },
    async 'vault.removePlace'({ id }) {
      if (!places.some((place) => place.id === id && place.removable))
        throw new GatehouseError('bad_input', 'A secret in this place cannot be removed here.');
      places = places.filter((place) => place.id !== id);
      return {};
    },
    async 'vault.move'({ to, protect }) {
      requireVault(world);
      await world.wait();
      if (protect?.by === 'passphrase' && protect.passphrase === 'disk is full')
        throw new GatehouseError('disk_full', 'No room to write vault.json.', { where: 'vault.json' });
      const backend = to === 'keychain' ? 'GNOME Keyring' : 'Encrypted file';
      publish('vault', { state: 'ready', level: to, backend });
      const agents = topics().profiles.agents.map((agent) => ({
        ...agent,
        profiles: agent.profiles.map((profile) =>
          profile.ref === undefined ? { ...profile, place: to } : profile,
        ),
      }));
      storeAgents(world, agents);
      return {
        moved: agents.flatMap(({ profiles }) => profiles.filter(({ ref }) => ref === undefined)).length,
      };
    },
    async 'mirrors.setMode'({ target, mode }) {
      const { profiles } = topics();
      if (!profiles.mirrors.some((mirror) => mirror.target === target))
        throw new GatehouseError('unknown_target', `There is no mirror for ${target}.`);
      publish('profiles', {
        ...profiles,
        mirrors: profiles.mirrors.map((mirror) => (mirror.target === target ? { ...mirror, mode } : mirror)),
      });
      return {};
    },
    'mirrors.journal': async () => ({ entries: journal }),
    async 'mirrors.undo'({ entry }) {
      journal = journal.map((one) => (one.id === entry ? { ...one, undoable: false } : one));
      return {};
    },
    'imports.scan': async () => ({ found: machine.found, problems: machine.problems }),
    async 'imports.take'({ agent, ids }) {
      requireVault(world);
      const chosen = machine.found.filter(({ id, importable }) => importable && ids.includes(id));
      const bad = chosen.filter(({ source }) => source === 'opencode');
      const good = chosen.filter((one) => !bad.includes(one));
      storeProfiles(world, agent, [
        ...profilesOf(world, agent),
        ...good.map((one) => ({
          id: `${one.provider}:${one.suggestedName}`,
          provider: one.provider,
          name: one.suggestedName,
          type: one.type,
          masked: one.masked,
          place: topics().vault.level,
          status: 'ok' as const,
          createdAt: world.now(),
          position: 9,
        })),
      ]);
      return {
        added: good.map(({ id, provider, suggestedName }) => ({
          id,
          profile: `${provider}:${suggestedName}`,
        })),
        failed: bad.map(({ id }) => ({
          id,
          code: 'key_shape',
          message: 'It changed since it was looked at.',
        })),
      };
    },
  };
}
