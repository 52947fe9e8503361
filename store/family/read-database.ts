import * as z from 'zod';
import type { FamilyAgent, FamilyProfile } from '#core/family/read-back.ts';
import { isObject } from '#core/profile/mirror.ts';
import { type DatabaseRun, databaseProfiles, must } from '#store/family/database.ts';
import { commandError, jsonOf, runFamilyCommand } from '#store/family/run-command.ts';

const statusSchema = z.looseObject({
  defaultModel: z.string().nullish(),
  fallbacks: z.array(z.string()).catch([]),
  auth: z.looseObject({
    providers: z
      .array(z.looseObject({ profiles: z.looseObject({ labels: z.array(z.string()).catch([]) }).optional() }))
      .catch([]),
    unusableProfiles: z
      .array(
        z.looseObject({ profileId: z.string(), reason: z.string().nullish(), until: z.number().nullish() }),
      )
      .catch([]),
    oauth: z
      .looseObject({
        profiles: z
          .array(
            z.looseObject({
              profileId: z.string(),
              status: z.string().optional(),
              expiresAt: z.number().nullish(),
            }),
          )
          .catch([]),
      })
      .optional(),
  }),
});

/**
 * What a gateway of the SQLite era will use, as its own `models status --json`, `models auth list --json` and
 * `models auth order get --json` tell it. Labels there show parts of keys; only whether one is a reference is read.
 * @throws GatehouseError `family_command_failed`.
 */
export async function readBackDatabase(
  via: DatabaseRun,
  agent: string,
  ourItems: ReadonlySet<string>,
  now: number,
): Promise<FamilyAgent> {
  const args = ['models', 'status', '--agent', agent, '--json'];
  const ran = await (via.run ?? runFamilyCommand)(via.place, args);
  const status = statusSchema.safeParse(jsonOf(ran.stdout));
  if (!status.success) throw commandError(via.place, args, ran);
  const stored = await databaseProfiles(via, agent);
  const { defaultModel, fallbacks, auth } = status.data;
  const labels = auth.providers.flatMap((one) => one.profiles?.labels ?? []);
  const profiles: FamilyProfile[] = stored.map(({ id, provider, type }) => {
    const item = labels
      .map((label) => /=ref\(exec:([A-Za-z0-9._:/-]+)\)/.exec(label.startsWith(`${id}=`) ? label : '')?.[1])
      .find(Boolean);
    const isReference = labels.some((label) => label.startsWith(`${id}=ref(`));
    const oauth = auth.oauth?.profiles.find((one) => one.profileId === id);
    const resting = auth.unusableProfiles.find((one) => one.profileId === id && (one.until ?? 0) > now);
    const dead = oauth?.status === 'expired' || oauth?.status === 'missing';
    return {
      id,
      provider,
      ...(type === undefined ? {} : { type }),
      secret:
        item !== undefined && ourItems.has(item) ? 'ours' : isReference ? 'other_reference' : 'database',
      ...(typeof oauth?.expiresAt === 'number' ? { expires: oauth.expiresAt } : {}),
      ...(typeof resting?.until === 'number' ? { coolingUntil: resting.until } : {}),
      ...(typeof resting?.reason === 'string' ? { coolingReason: resting.reason } : {}),
      usable: !dead,
      ...(dead ? { why: oauth?.status === 'expired' ? 'It has expired.' : 'There is no secret in it.' } : {}),
    };
  });
  const orders = new Map<string, string[]>();
  for (const provider of new Set(profiles.map((one) => one.provider))) {
    // One profile has no order.
    if (profiles.filter((one) => one.provider === provider).length < 2) continue;
    const got = jsonOf(
      (
        await must(via, [
          'models',
          'auth',
          'order',
          'get',
          '--agent',
          agent,
          '--provider',
          provider,
          '--json',
        ])
      ).stdout,
    );
    const order =
      isObject(got) && Array.isArray(got.order)
        ? got.order.filter((id): id is string => typeof id === 'string')
        : [];
    if (order.length > 0) orders.set(provider, order);
  }
  const place = (one: FamilyProfile) => {
    const order = orders.get(one.provider);
    if (order === undefined) return 0;
    const index = order.indexOf(one.id);
    return index < 0 ? order.length : index;
  };
  const shown = profiles.map((one): FamilyProfile => {
    const order = orders.get(one.provider);
    if (order === undefined || order.includes(one.id)) return one;
    return { ...one, usable: false, why: one.why ?? 'The order set there leaves it out.' };
  });
  return {
    id: agent,
    ...(typeof defaultModel === 'string' && defaultModel !== '' ? { primary: defaultModel } : {}),
    fallbacks,
    profiles: shown.toSorted(
      (a, b) =>
        a.provider.localeCompare(b.provider) || Number(b.usable) - Number(a.usable) || place(a) - place(b),
    ),
  };
}
