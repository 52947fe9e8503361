import type { Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { wordsOf } from '#core/say/say.ts';
import type { VaultStatus } from '#core/secret/vault-status.ts';
import { asCallError, type ServiceDeps } from '#main/services/service.ts';
import { removePlace, secretPlaces } from '#store/secrets/places.ts';
import { forgetResolvedRefs } from '#store/secrets/profile-secret.ts';
import { finishMove, moveVault } from '#store/vault/move.ts';

export interface VaultService {
  handlers: Handlers<'vault'>;
  /** Asks the vault for the first time; the topic tells the answer. */
  begin(): Promise<void>;
  stop(): void;
}

/** @param stopGateway ends the gateway, which holds the secrets that it was given. */
export function vaultService(
  { stores, topics, log, changed }: ServiceDeps,
  stopGateway: () => void = () => undefined,
): VaultService {
  const { vault } = stores;
  topics.publish('vault', vault.status());
  const stop = vault.onStatus((status) => {
    topics.publish('vault', status);
    changed();
  });
  const publish = async (asked: Promise<VaultStatus>): Promise<VaultStatus> => {
    const status = await asked;
    topics.publish('vault', status);
    return status;
  };
  return {
    handlers: {
      async 'vault.unlock'({ passphrase }) {
        const status = await publish(vault.unlock({ passphrase }));
        changed();
        if ('reason' in status && status.reason === 'wrong_passphrase') {
          throw new GatehouseError('vault_wrong_passphrase', wordsOf(status, 'message'), {
            hint: wordsOf(status, 'hint'),
          });
        }
        return {};
      },
      async 'vault.check'() {
        // Whoever asks to look again wants references followed anew, too.
        forgetResolvedRefs(stores);
        await publish(vault.check());
        changed();
        return {};
      },
      async 'vault.lock'(input) {
        if (input.stopGateway) stopGateway();
        forgetResolvedRefs(stores);
        await vault.lock();
        topics.publish('vault', vault.status());
        changed();
        return {};
      },
      'vault.places': async ({ outside }) => ({ places: await secretPlaces(stores, { outside }) }),
      async 'vault.removePlace'({ id }) {
        await removePlace(stores, id, { outside: true });
        changed();
        return {};
      },
      async 'vault.move'(target) {
        const moved = await moveVault(vault, target);
        await publish(vault.check());
        changed();
        return { moved };
      },
    },
    async begin() {
      const { state } = await publish(vault.check());
      if (state !== 'ready') return;
      // What a move left behind when the machine went off.
      await finishMove(vault).catch((error: unknown) => {
        log.warn('vault.finish_move', { code: asCallError(error, log, 'vault.finish_move').code });
      });
    },
    stop,
  };
}
