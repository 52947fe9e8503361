import type { CatalogModel } from '#core/contract/calls/models.ts';

export interface CatalogFilter {
  query: string;
  /** Absent: every provider. */
  provider: string | undefined;
  tools: boolean;
  images: boolean;
  reasoning: boolean;
  /** Only what a credential of the agent reaches. */
  reachable: boolean;
}
export const everything: CatalogFilter = {
  query: '',
  provider: undefined,
  tools: false,
  images: false,
  reasoning: false,
  reachable: false,
};

/** What a filter leaves, in the catalog's order. Every word of the query has to stand in name, reference or alias. */
export function filterCatalog(models: readonly CatalogModel[], filter: CatalogFilter): CatalogModel[] {
  const words = filter.query.toLowerCase().split(/\s+/).filter(Boolean);
  return models.filter((model) => {
    if (filter.provider !== undefined && model.provider !== filter.provider) return false;
    if (filter.tools && model.tools !== true) return false;
    if (filter.images && !takesImages(model)) return false;
    if (filter.reasoning && model.reasoning !== true) return false;
    if (filter.reachable && model.reachable.length === 0) return false;
    const text = `${model.name} ${model.ref} ${model.alias ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export const takesImages = ({ input }: Pick<CatalogModel, 'input'>): boolean =>
  input?.includes('image') ?? false;

const soonMs = 90 * 86_400_000;

/** How a model stands to its end: the day itself is still served. `retires` as `2026-12-31`, UTC. */
export function retirement(retires: string | undefined, now: number): 'no' | 'later' | 'soon' | 'past' {
  const day = retires === undefined ? Number.NaN : Date.parse(`${retires}T23:59:59.999Z`);
  if (Number.isNaN(day)) return 'no';
  if (day < now) return 'past';
  return day - now < soonMs ? 'soon' : 'later';
}
