import type { Inflow } from '#core/profile/mirror-merge.ts';
import { serialiseOAuthSecret } from '#core/profile/oauth-secret.ts';
import type { Profile, ProfilesDoc } from '#core/profile/profile.ts';
import { profileName } from '#core/profile/view.ts';
import { secretTail } from '#core/secret/mask.ts';
import { freeName, makeProfileId, withProfile } from '#store/credentials/add.ts';
import { agentOf, forgetItems, newVaultItem, withAgent } from '#store/credentials/common.ts';
import type { Stores } from '#store/stores.ts';

type SecretInflow = Extract<Inflow, { kind: 'add' | 'replace' | 'beside' }>;
const hasSecret = (inflow: Inflow): inflow is SecretInflow =>
  inflow.kind === 'add' || inflow.kind === 'replace' || inflow.kind === 'beside';

export interface TakenIn {
  /** What was taken in, in words without a secret. */
  what: string[];
  revision: number;
}

/**
 * Takes what a gateway wrote into vault and profiles: secrets first, read back, then one revision of `profiles.json`
 * for all of them, then the items that nobody names any more go. A crash in between leaves items for the sweep.
 * @throws GatehouseError the vault's and the store's codes; nothing is changed then.
 */
export async function takeIn(
  stores: Stores,
  target: string,
  agent: string,
  inflows: readonly Inflow[],
  now: number,
): Promise<TakenIn> {
  const items = new Map<string, string>();
  const replaced: string[] = [];
  const what: string[] = [];
  try {
    for (const inflow of inflows.filter(hasSecret)) {
      const { found, id } = inflow;
      const item = newVaultItem(now);
      items.set(id, item);
      await stores.vault.set(item, found.grant ? serialiseOAuthSecret(found.grant) : (found.secret ?? ''));
    }
    const doc = await stores.profiles.update((current) => {
      replaced.length = 0;
      what.length = 0;
      return inflows.reduce((next, inflow) => apply(next, inflow), current);
    });
    await forgetItems(stores, replaced);
    return { what, revision: doc.revision };
  } catch (error) {
    await forgetItems(stores, [...items.values()]);
    throw error;
  }

  function apply(doc: ProfilesDoc, inflow: Inflow): ProfilesDoc {
    const own = agentOf(doc, agent);
    if (inflow.kind === 'order') {
      const { [inflow.provider]: _, ...order } = own.order;
      what.push(`order of ${inflow.provider} taken in`);
      const next = inflow.order === null ? order : { ...order, [inflow.provider]: [...inflow.order] };
      return withAgent(doc, agent, { ...own, order: next });
    }
    const before = Object.hasOwn(own.profiles, inflow.id) ? own.profiles[inflow.id] : undefined;
    if (inflow.kind === 'details') {
      if (before === undefined) return doc;
      const { kind: _, id, ...details } = inflow;
      what.push(`details of ${id} taken in`);
      return withAgent(doc, agent, {
        ...own,
        profiles: { ...own.profiles, [id]: { ...before, ...details } },
      });
    }
    const { found, id } = inflow;
    const fields: Profile = {
      provider: found.provider,
      type: found.type,
      secret: { kind: 'vault', item: items.get(id) ?? '' },
      tail: secretTail(found.secret ?? found.grant?.access ?? ''),
      ...(found.expires === undefined ? {} : { expires: found.expires }),
      ...(found.email === undefined ? {} : { email: found.email }),
      ...(found.type === 'oauth' ? { origin: target } : {}),
      createdAt: now,
    };
    if (inflow.kind === 'replace' && before !== undefined) {
      if (before.secret.kind === 'vault') replaced.push(before.secret.item);
      const { expires: _, origin: __, signInAgain: ___, ...kept } = before;
      const next: Profile = { ...kept, ...fields, createdAt: before.createdAt, replacedAt: now };
      what.push(`${id} taken in, as the gateway changed it`);
      return withAgent(doc, agent, { ...own, profiles: { ...own.profiles, [id]: next } });
    }
    const name = freeName(doc, agent, found.provider, profileName(id));
    const free = makeProfileId(found.provider, name);
    what.push(free === id ? `${id} taken in` : `the gateway's ${id} taken in as ${free}`);
    return withProfile(doc, agent, free, fields);
  }
}
