import { type KeyboardEvent, useMemo, useState } from 'react';
import { type Completion, completionsFor } from '#renderer/features/chat/completions.ts';
import { useCatalog } from '#renderer/features/models/use-catalog.ts';
import { useTopic } from '#renderer/state/react.ts';

export interface Completions {
  shown: readonly Completion[];
  active: number;
  setActive: (index: number) => void;
  /** @returns whether the key was one of the list's. */
  onKey: (event: KeyboardEvent) => boolean;
}

/** What the message could become, and the keys that walk through it. */
export function useCompletions(
  agent: string,
  message: string,
  accept: (completion: Completion) => void,
): Completions {
  const models = useTopic('models');
  const profiles = useTopic('profiles');
  const catalog = useCatalog(agent)?.models;
  const [at, setAt] = useState({ message, index: 0 });
  const [dismissed, setDismissed] = useState<string>();
  const known = useMemo(() => {
    const own = profiles?.agents.find(({ id }) => id === agent)?.profiles ?? [];
    const all = catalog ?? [];
    const reached = all.filter(({ reachable }) => reachable.length > 0);
    return {
      aliases: models?.aliases ?? {},
      models: [...reached, ...all.filter(({ reachable }) => reachable.length === 0)],
      profiles: own,
    };
  }, [models, profiles, catalog, agent]);
  const found = useMemo(() => completionsFor(message, known), [message, known]);
  const shown = dismissed === message ? [] : found;
  const active = at.message === message ? Math.min(at.index, Math.max(0, shown.length - 1)) : 0;
  const setActive = (index: number) => setAt({ message, index });
  return {
    shown,
    active,
    setActive,
    onKey(event) {
      const last = shown.length - 1;
      if (last < 0) return false;
      if (event.key === 'ArrowDown') setActive(active === last ? 0 : active + 1);
      else if (event.key === 'ArrowUp') setActive(active === 0 ? last : active - 1);
      else if (event.key === 'Escape') setDismissed(message);
      else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) {
        const chosen = shown[active];
        if (chosen) accept(chosen);
      } else return false;
      event.preventDefault();
      return true;
    },
  };
}
