import { GatehouseError } from '#core/contract/error.ts';
import type { Attachment } from '#main/families/attachment.ts';
import type { ConfiguredPlace } from '#main/families/configured-place.ts';
import { loopbackUrl } from '#main/families/look.ts';
import type { OwnGateway } from '#main/families/own-gateway.ts';
import { type FamilyClient, openFamily } from '#main/families/ws.ts';

/** Milliseconds that its gateway may take to read its secrets again: it asks every resolver. */
const reloadTimeoutMs = 25_000;
/** A gateway knows a provider of references a second after its config does. */
const mostRefusals = 4;
const refusedPauseMs = 1_500;
/** One that works on something may take so long to answer at all (milliseconds). */
const busyMs = 15_000;

export interface RunningGateway {
  site: ConfiguredPlace;
  own: OwnGateway;
  attachment: Attachment;
  /** Aborted: a refusal is final. */
  signal: AbortSignal;
}

/**
 * Has a running gateway read its secrets again.
 * @returns false where it reads its files at each request.
 * @throws GatehouseError `family_command_failed`, `family_unreachable`, `unauthorized`.
 */
export async function reloadSecrets(gateway: RunningGateway): Promise<boolean> {
  const { own, attachment, signal } = gateway;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withClient(gateway, async (client) => {
        if (!client.hello.methods.includes('secrets.reload')) return false;
        await client.request('secrets.reload', {}, reloadTimeoutMs);
        return true;
      });
    } catch (error) {
      const isRefused = error instanceof GatehouseError && error.code === 'family_command_failed';
      if (!isRefused || signal.aborted) throw error;
      if (attempt >= mostRefusals) {
        // 2026.5.7 learns of a new provider of references with a start alone. What others started is theirs to restart.
        if (attachment.current !== undefined || own.machine() === undefined) throw error;
        own.restart();
        return true;
      }
      await new Promise((resolve) => setTimeout(resolve, refusedPauseMs));
    }
  }
}

async function withClient<T>(
  { site, attachment }: RunningGateway,
  work: (client: FamilyClient) => Promise<T>,
): Promise<T> {
  const open = attachment.current?.client;
  if (open !== undefined) return work(open);
  const client = await openFamily(loopbackUrl(site.address.port), site.auth, { timeoutMs: busyMs });
  try {
    return await work(client);
  } finally {
    client.close();
  }
}
