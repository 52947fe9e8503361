import type { CatalogModel } from '#core/contract/calls/models.ts';
import type { TopicValue } from '#core/contract/topics.ts';

/** What every part of the screen is given. */
export interface ModelsPart {
  agent: string;
  models: TopicValue<'models'>;
  /** Absent until it was read. */
  catalog: readonly CatalogModel[] | undefined;
  /** The config cannot be read, so nothing is written to it. */
  readOnly: boolean;
}
