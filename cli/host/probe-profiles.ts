import type { CommandContext } from '#cli/command.ts';
import { testProfile, withHost } from '#cli/host/test-profile.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { ProfileView } from '#core/contract/topics.ts';
import type { StatusProbe } from '#core/status/models-status.ts';

/** Asked at the same time: enough to be quick, few enough that no provider takes it for an attack. */
const defaultConcurrency = 4;

export interface ProbeFilter {
  provider?: string | undefined;
  /** Ids of profiles. */
  profiles?: readonly string[] | undefined;
  /** Milliseconds for each. */
  timeoutMs: number;
  concurrency?: number | undefined;
}

const skipped: Partial<Record<ProfileView['status'], string>> = {
  disabled: 'It is disabled.',
  expired: 'It has expired.',
  secret_missing: 'Its secret is not in the vault.',
};

/**
 * Asks providers about credentials, several at a time. What cannot be asked is an outcome, never an error.
 * @throws GatehouseError `unknown_profile` for a filter that names nothing.
 */
export async function probeProfiles(
  context: Pick<CommandContext, 'env' | 'signal' | 'stderr' | 'err' | 'agent'>,
  views: readonly ProfileView[],
  filter: ProbeFilter,
): Promise<StatusProbe[]> {
  const missing = filter.profiles?.find((id) => views.every((view) => view.id !== id));
  if (missing !== undefined) {
    throw new GatehouseError('unknown_profile', 'One of the credentials to be tried does not exist.', {
      where: missing,
      hint: 'gatehouse models auth list shows them.',
    });
  }
  const wanted = views.filter(
    ({ id, provider }) =>
      (filter.provider === undefined || filter.provider === provider) &&
      (filter.profiles === undefined || filter.profiles.includes(id)),
  );
  const results = new Map<string, StatusProbe>();
  const open: ProfileView[] = [];
  for (const view of wanted) {
    const why = skipped[view.status];
    if (why === undefined) open.push(view);
    else {
      const { id: profileId, provider, status } = view;
      results.set(profileId, { profileId, provider, outcome: 'skipped', reason: status, message: why });
    }
  }
  if (open.length > 0) {
    await withHost(context, async (client) => {
      const next = async (): Promise<void> => {
        for (let view = open.shift(); view !== undefined; view = open.shift()) {
          const { id: profileId, provider } = view;
          const about = { profileId, provider };
          try {
            const input = { agent: context.agent, id: profileId };
            results.set(profileId, { ...about, ...(await testProfile(client, input, filter.timeoutMs)) });
          } catch (error) {
            if (!(error instanceof GatehouseError) || error.code === 'cancelled') throw error;
            const outcome = error.code === 'timeout' ? 'timeout' : 'failed';
            results.set(profileId, { ...about, outcome, reason: error.code, message: error.message });
          }
        }
      };
      const workers = Math.min(filter.concurrency ?? defaultConcurrency, open.length);
      await Promise.all(Array.from({ length: workers }, next));
    });
  }
  return wanted.flatMap(({ id }) => results.get(id) ?? []);
}
