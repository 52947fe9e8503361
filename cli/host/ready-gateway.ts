import type { CommandContext } from '#cli/command.ts';
import { gatewayError } from '#cli/host/gateway-outcome.ts';
import type { HostClient } from '#cli/host/host-client.ts';
import { progress } from '#cli/term/progress.ts';
import type { TopicValue } from '#core/contract/topics.ts';

/** Milliseconds until a gateway that is still starting counts as failed here; it goes on trying. */
const readyLimitMs = 30_000;

/**
 * Waits until the gateway answers, saying so on standard error.
 * @param oldPid the process that is to be replaced: its own readiness does not count.
 * @throws GatehouseError `gateway_failed`, `port_taken`, `timeout`, `host_unreachable`.
 */
export async function readyGateway(
  context: Pick<CommandContext, 'stderr' | 'err'>,
  client: HostClient,
  oldPid?: number | undefined,
): Promise<TopicValue<'gateway'>> {
  const shown = progress(context.stderr, context.err);
  shown.step(`Waiting for the gateway${context.err.symbols.ellipsis}`);
  try {
    const gateway = await client.watch((seen) => {
      const observed = seen.gateway?.observed;
      if (seen.gateway === undefined || observed === undefined) return undefined;
      if (observed.state === 'ready') {
        return oldPid !== undefined && observed.pid === oldPid ? undefined : seen.gateway;
      }
      return gatewayError(seen.gateway) === undefined ? undefined : seen.gateway;
    }, readyLimitMs);
    const failed = gatewayError(gateway);
    if (failed) throw failed;
    return gateway;
  } finally {
    shown.end();
  }
}
