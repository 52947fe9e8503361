import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { GatehouseError } from '#core/contract/error.ts';
import {
  agentIdSchema,
  type Profile,
  profileIdSchema,
  profileSchema,
  vaultItemSchema,
} from '#core/profile/profile.ts';
import { say, wordsOf } from '#core/say/say.ts';
import { secretRefSchema } from '#core/secret/secret-ref.ts';
import { writeFileAtomic } from '#store/atomic-file.ts';
import { agentOf, forgetItems, newVaultItem, withAgent } from '#store/credentials/common.ts';
import { dotenvFile } from '#store/environment/environment.ts';
import { removeVariable } from '#store/secrets/places.ts';
import { type PlanPreview, type PreparedPlan, preparePlan } from '#store/secrets/plan.ts';
import { forgetResolvedRefs } from '#store/secrets/profile-secret.ts';
import type { ResolveOptions } from '#store/secrets/resolve-refs.ts';
import type { Stores } from '#store/stores.ts';

/** How long an applied plan can be undone (milliseconds): as long as the items that hold what was there are kept. */
export const undoApplyMs = 24 * 60 * 60 * 1000;

/**
 * What the last applied plan replaced, in `secrets-undo.json`. It holds no secret: those lie in items of the vault,
 * which the sweep of unused items removes after a day.
 */
const undoSchema = z.object({
  version: z.literal(1),
  at: z.number(),
  profiles: z.array(
    z.object({
      agent: agentIdSchema,
      id: profileIdSchema,
      before: profileSchema.nullable(),
      /** Holds the secret that the profile had in the vault. */
      item: vaultItemSchema.optional(),
      ref: secretRefSchema,
    }),
  ),
  providers: z.array(z.object({ alias: z.string(), before: z.unknown(), after: z.unknown() })),
  /** Texts that were taken out of the config, each in an item. */
  config: z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), item: vaultItemSchema })),
  /** The whole `.env` before, in an item. */
  dotenv: z.object({ item: vaultItemSchema, sha256After: z.string() }).optional(),
});
type Undo = z.infer<typeof undoSchema>;

const undoFile = ({ dir }: Pick<Stores, 'dir'>): string => join(dir.root, 'secrets-undo.json');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface AppliedPlan extends PlanPreview {
  /** Revision of `profiles.json` that holds the change. */
  revision: number;
  /** Epoch milliseconds until which `undoApply` can take it back. */
  undoUntil: number;
}

/**
 * Applies a plan: everything is checked and resolved first, and when anything fails nothing is written. What is
 * replaced is kept in the vault for a day; then providers, profiles and, last, the copies in clear are changed.
 * @throws GatehouseError `bad_input`, the first error of `previewPlan`, the vault's and the store's codes.
 */
export async function applyPlan(
  stores: Stores,
  plan: unknown,
  options: ResolveOptions = {},
  now: number = Date.now(),
): Promise<AppliedPlan> {
  const prepared = await preparePlan(stores, plan, options);
  const [error] = prepared.errors;
  if (error !== undefined) {
    const hint = wordsOf(error, 'hint');
    throw new GatehouseError(error.code, wordsOf(error, 'message'), {
      hint: hint === undefined ? say('Nothing was written.') : say('Nothing was written. {{hint}}', { hint }),
      ...(error.where === undefined ? {} : { where: error.where }),
    });
  }
  const before = await stores.profiles.read();
  const undo = await keepForUndo(stores, prepared, before, now);
  await writeFileAtomic(undoFile(stores), `${JSON.stringify(undo, null, 2)}\n`);
  for (const [alias, provider] of Object.entries(prepared.plan.providerUpserts ?? {})) {
    await stores.config.set(['secrets', 'providers', alias], provider);
  }
  const doc = await stores.profiles.update((current) => {
    let next = current;
    for (const { agent, id, type, provider, ref } of prepared.targets) {
      const own = agentOf(next, agent);
      const profile = Object.hasOwn(own.profiles, id) ? own.profiles[id] : undefined;
      const known = undo.profiles.find((one) => one.agent === agent && one.id === id);
      if (!isDeepStrictEqual(profile ?? null, known?.before ?? null)) {
        throw new GatehouseError(
          'store_locked',
          say('A credential was changed meanwhile; it was left as it is.'),
          {
            where: id,
            hint: say('Try again.'),
          },
        );
      }
      const place = { type, secret: { kind: 'ref' as const, ref }, tail: '' };
      const changed: Profile = profile
        ? { ...profile, ...place, replacedAt: now }
        : { provider, ...place, createdAt: now };
      next = withAgent(next, agent, { ...own, profiles: { ...own.profiles, [id]: changed } });
    }
    return next;
  });
  const old = undo.profiles.flatMap((one) =>
    one.before?.secret.kind === 'vault' ? [one.before.secret.item] : [],
  );
  await forgetItems(stores, old);
  await scrub(stores, prepared, undo);
  forgetResolvedRefs(stores);
  const { ok, changes, errors } = prepared;
  return { ok, changes, errors, revision: doc.revision, undoUntil: now + undoApplyMs };
}

/** Copies of what will be replaced, each in an item of its own. */
async function keepForUndo(
  stores: Stores,
  { plan, targets, scrub: clear }: PreparedPlan,
  doc: Awaited<ReturnType<Stores['profiles']['read']>>,
  now: number,
): Promise<Undo> {
  const { config } = await stores.config.read();
  const keep = async (secret: string): Promise<string> => {
    const item = newVaultItem(now);
    await stores.vault.set(item, secret);
    return item;
  };
  const profiles: Undo['profiles'] = [];
  for (const { agent, id, ref } of targets) {
    const own = agentOf(doc, agent).profiles;
    const before = (Object.hasOwn(own, id) ? own[id] : undefined) ?? null;
    // An item that is gone already leaves nothing to keep.
    const secret =
      before?.secret.kind === 'vault'
        ? await stores.vault.get(before.secret.item).catch((error: unknown) => {
            if (error instanceof GatehouseError && error.code === 'vault_item_missing') return undefined;
            throw error;
          })
        : undefined;
    profiles.push({ agent, id, before, ref, ...(secret === undefined ? {} : { item: await keep(secret) }) });
  }
  const upserts = Object.entries(plan.providerUpserts ?? {});
  const configTexts: Undo['config'] = [];
  for (const { kind, segments, value } of clear) {
    if (kind === 'config_value') configTexts.push({ path: segments, item: await keep(value) });
  }
  const text = clear.some(({ kind }) => kind === 'dotenv')
    ? await readFile(dotenvFile(stores), 'utf8')
    : undefined;
  return {
    version: 1,
    at: now,
    profiles,
    providers: upserts.map(([alias, after]) => ({
      alias,
      before: config.secrets?.providers?.[alias] ?? null,
      after,
    })),
    config: configTexts,
    ...(text === undefined ? {} : { dotenv: { item: await keep(text), sha256After: '' } }),
  };
}

async function scrub(stores: Stores, { scrub: clear }: PreparedPlan, undo: Undo): Promise<void> {
  const { dir, config } = stores;
  for (const { kind, segments, at, file } of clear) {
    if (kind === 'config_value') await config.set(segments, undefined);
    if (kind === 'dotenv') await removeVariable(file, at);
  }
  // The generation before would keep in clear what was just taken out.
  if (clear.some(({ kind }) => kind === 'config_value')) await rm(`${dir.configFile}.bak`, { force: true });
  if (undo.dotenv === undefined) return;
  undo.dotenv.sha256After = sha256(await readFile(dotenvFile(stores), 'utf8'));
  await writeFileAtomic(undoFile(stores), `${JSON.stringify(undo, null, 2)}\n`);
}

async function readUndo(stores: Pick<Stores, 'dir'>): Promise<Undo | undefined> {
  try {
    return undoSchema.parse(JSON.parse(await readFile(undoFile(stores), 'utf8'))) as Undo;
  } catch {
    return undefined;
  }
}

/**
 * Takes back the last applied plan, as far as nothing was changed since: a credential, a provider or a file that is
 * not as the plan left it stays as it is, and is named.
 * @returns what was left alone.
 * @throws GatehouseError `nothing_to_undo`, the vault's and the store's codes.
 */
export async function undoApply(
  stores: Stores,
  now: number = Date.now(),
): Promise<{ revision: number; left: string[] }> {
  const undo = await readUndo(stores);
  if (undo === undefined || now - undo.at > undoApplyMs) {
    throw new GatehouseError('nothing_to_undo', say('There is no applied plan that could be taken back.'), {
      hint: say('What a plan replaced is kept for a day.'),
    });
  }
  const left: string[] = [];
  const restored = new Map<string, string>();
  for (const { item } of undo.profiles) {
    if (item === undefined) continue;
    // In an item of its own again, so that undoing twice or a crash in between finds everything.
    const fresh = newVaultItem(now);
    await stores.vault.set(fresh, await stores.vault.get(item));
    restored.set(item, fresh);
  }
  const doc = await stores.profiles.update((current) => {
    let next = current;
    for (const { agent, id, before, item, ref } of undo.profiles) {
      const own = agentOf(next, agent);
      const profile = Object.hasOwn(own.profiles, id) ? own.profiles[id] : undefined;
      if (!isDeepStrictEqual(profile?.secret, { kind: 'ref', ref })) {
        left.push(`${agent}/${id}`);
        continue;
      }
      const { [id]: _, ...others } = own.profiles;
      const fresh = item === undefined ? undefined : restored.get(item);
      const back = before && fresh ? { ...before, secret: { kind: 'vault' as const, item: fresh } } : before;
      next = withAgent(next, agent, {
        ...own,
        profiles: back === null ? others : { ...own.profiles, [id]: back },
      });
    }
    return next;
  });
  await putBackConfig(stores, undo, left);
  await putBackDotenv(stores, undo, left);
  await rm(undoFile(stores), { force: true });
  await forgetItems(stores, keptBy(undo));
  forgetResolvedRefs(stores);
  return { revision: doc.revision, left };
}

async function putBackConfig(stores: Stores, undo: Undo, left: string[]): Promise<void> {
  const { config } = await stores.config.read();
  for (const { alias, before, after } of undo.providers) {
    const present = config.secrets?.providers?.[alias];
    if (isDeepStrictEqual(present, after)) {
      await stores.config.set(['secrets', 'providers', alias], before ?? undefined);
    } else left.push(`secrets.providers.${alias}`);
  }
  for (const { path, item } of undo.config) await stores.config.set(path, await stores.vault.get(item));
}

async function putBackDotenv(stores: Stores, { dotenv }: Undo, left: string[]): Promise<void> {
  if (dotenv === undefined) return;
  const file = dotenvFile(stores);
  const present = await readFile(file, 'utf8').catch(() => '');
  if (sha256(present) === dotenv.sha256After)
    await writeFileAtomic(file, await stores.vault.get(dotenv.item));
  else left.push(file);
}

const keptBy = (undo: Undo): string[] => [
  ...undo.profiles.flatMap(({ item }) => (item === undefined ? [] : [item])),
  ...undo.config.map(({ item }) => item),
  ...(undo.dotenv === undefined ? [] : [undo.dotenv.item]),
];
