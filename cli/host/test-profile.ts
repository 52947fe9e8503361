import type { CommandContext } from '#cli/command.ts';
import { ensureHost } from '#cli/host/ensure-host.ts';
import type { HostClient } from '#cli/host/host-client.ts';
import type { CallOutput } from '#core/contract/calls.ts';

/** The provider has 15 s to answer, and a keychain may be slow before (milliseconds). */
const defaultLimitMs = 40_000;

export type TestResult = CallOutput<'profiles.test'>;

/** One test call. @param limitMs milliseconds until it counts as unanswered. */
export const testProfile = (
  client: HostClient,
  input: { agent: string; id: string },
  limitMs: number = defaultLimitMs,
): Promise<TestResult> => client.invoke('profiles.test', input, limitMs);

/** Work that only a host can do; one that is started for it is ended with it. */
export async function withHost<T>(
  context: Pick<CommandContext, 'env' | 'signal' | 'stderr' | 'err'>,
  work: (client: HostClient) => Promise<T>,
): Promise<T> {
  const { client, started } = await ensureHost(context);
  try {
    return await work(client);
  } finally {
    if (started) await client.invoke('app.quit', {}).catch(() => undefined);
  }
}
