import { formatModelRef, type ModelRef } from '#core/model/model-ref.ts';
import { type ListedBy, type ModelTable, resolveNamed } from '#core/model/resolve.ts';

export type ChainRole = 'requested' | 'image' | 'fallback' | 'image_fallback';

/** One model of the chain that a request may go along. */
export interface ChainLink {
  ref: ModelRef;
  /** `provider/model`. */
  name: string;
  role: ChainRole;
}

/** Does a model take images? `undefined` where nobody said. */
export function takesImages(table: Pick<ModelTable, 'providers'>, ref: ModelRef): boolean | undefined {
  const provider = Object.hasOwn(table.providers, ref.provider) ? table.providers[ref.provider] : undefined;
  return provider?.models.find(({ id }) => id === ref.model)?.images;
}

/**
 * The models that a request is tried with, in order (R5): the one it asked for, then the agent's fallbacks. A request
 * with images goes to the image model and its fallbacks instead when the model it asked for is known to take none;
 * fallbacks that are known to take none are left out then.
 *
 * Fallbacks that name no known provider are left out. The allowlist says what clients may ask for; what stands as a role
 * in the config is allowed by that.
 */
export function modelChain(
  table: ModelTable,
  listedBy: ListedBy,
  request: { agent: string; ref: ModelRef; images: boolean },
): ChainLink[] {
  const agent = Object.hasOwn(table.agents, request.agent) ? table.agents[request.agent] : undefined;
  const chain: ChainLink[] = [];
  const add = (ref: ModelRef, role: ChainRole) => {
    const name = formatModelRef(ref);
    if (!chain.some((link) => link.name === name)) chain.push({ ref, name, role });
  };
  const addNamed = (names: readonly string[], role: ChainRole) => {
    for (const named of names) {
      const ref = resolveNamed(table, listedBy, named);
      if (ref === undefined) continue;
      if (!request.images || takesImages(table, ref) !== false) add(ref, role);
    }
  };

  const image = agent?.image === undefined ? undefined : resolveNamed(table, listedBy, agent.image);
  if (request.images && image !== undefined && takesImages(table, request.ref) === false) {
    add(image, 'image');
    addNamed(agent?.imageFallbacks ?? [], 'image_fallback');
  } else add(request.ref, 'requested');
  addNamed(agent?.fallbacks ?? [], 'fallback');
  return chain;
}
