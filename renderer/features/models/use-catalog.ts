import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { CatalogModel } from '#core/contract/calls/models.ts';
import type { CatalogState } from '#renderer/state/models.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';

/** The catalog of an agent, read again when models or credentials have changed. */
export function useCatalog(agent: string): CatalogState | undefined {
  const { models } = useApp();
  const revision = useStore(models.topic, (topic) => `${topic.hostRun}/${topic.revision}`);
  const stored = useTopic('profiles')?.storeRevision;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revisions say when to read again.
  useEffect(() => {
    void models.loadCatalog(agent);
  }, [models, agent, revision, stored]);
  return useStore(models.extra, ({ catalogs }) => catalogs[agent]);
}

/** What the catalog says of a reference or an alias. */
export function entryOf(
  named: string,
  catalog: readonly CatalogModel[] | undefined,
  aliases: Readonly<Record<string, string>>,
): CatalogModel | undefined {
  const ref = Object.hasOwn(aliases, named) ? aliases[named] : named;
  return catalog?.find((model) => model.ref === ref);
}
