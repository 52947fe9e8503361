import type { CommandContext } from '#cli/command.ts';
import type { HostClient } from '#cli/host/host-client.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { askGateway, type GatewayAnswer } from '#store/gateway-client/ask.ts';

/** Milliseconds until a gateway that runs has taken over what was stored just now. */
const loadLimitMs = 5_000;
/** A first answer that takes longer would not be believed anyway (milliseconds). */
const answerLimitMs = 60_000;

const question = 'Say hello in one short sentence.';

/**
 * Waits until the gateway goes by what was stored just now.
 * @param before the revision that it had loaded before; undefined: it was not running.
 */
export async function untilLoaded(client: HostClient, before: number | undefined): Promise<void> {
  await client
    .watch(({ gateway }) => {
      const { loadedRevision, wantedRevision } = gateway ?? {};
      return loadedRevision !== undefined && loadedRevision === wantedRevision && loadedRevision !== before
        ? true
        : undefined;
    }, loadLimitMs)
    // What was stored may differ in nothing that the gateway goes by; then its answer tells.
    .catch((error: unknown) => {
      if (!(error instanceof GatehouseError) || error.code !== 'timeout') throw error;
    });
}

/** One short answer of the primary model, through the gateway as any tool would ask. */
export async function firstAnswer({ env, agent, signal }: CommandContext): Promise<GatewayAnswer> {
  const { gatewayAddress } = await import('#cli/local/gateway-address.ts');
  const limited = AbortSignal.any([signal, AbortSignal.timeout(answerLimitMs)]);
  const address = await gatewayAddress(env, signal);
  const messages = [{ role: 'user' as const, content: question }];
  const session = `onboard-${process.pid}`;
  return askGateway(address, { agent, session, model: 'gatehouse', messages }, () => undefined, limited);
}
