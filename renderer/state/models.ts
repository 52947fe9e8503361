import { createStore, type StoreApi } from 'zustand';
import type { CatalogModel } from '#core/contract/calls/models.ts';
import type { CallInput, CallOutput } from '#core/contract/calls.ts';
import type { CallError, Result } from '#core/contract/error.ts';
import type { TopicValue } from '#core/contract/topics.ts';
import type { Because } from '#core/routing/because.ts';
import type { FaceHost } from '#renderer/lib/face-host.ts';
import { createTopicStore, type TopicStore } from '#renderer/state/topic-store.ts';

export type ModelList = 'fallbacks' | 'imageFallbacks';

export type ProbeState = { state: 'running' } | ({ state: 'done' } & CallOutput<'models.probe'>);
export type ScanState =
  | { state: 'idle' }
  | { state: 'running' }
  | ({ state: 'done' } & CallOutput<'models.scan'>)
  | { state: 'error'; error: CallError };
export interface CatalogState {
  /** What was last read, also while it is read anew. */
  models: readonly CatalogModel[] | undefined;
  loading: boolean;
  error: CallError | undefined;
}

export interface ModelsExtra {
  /** Lists dragged here and not yet in the topic, by `agent/list`; `stored`: the host has them. */
  lists: Readonly<Record<string, { models: readonly string[]; stored: boolean }>>;
  /** By `agent/model`. */
  probes: Readonly<Record<string, ProbeState>>;
  scan: ScanState;
  /** By agent. */
  catalogs: Readonly<Record<string, CatalogState>>;
}

export interface ModelsGroup {
  readonly topic: TopicStore<'models'>;
  readonly extra: StoreApi<ModelsExtra>;
  setPrimary(agent: string, model: string): Promise<Result<unknown>>;
  /** `null` takes the role away. */
  setRole(agent: string, role: 'image' | 'utility', model: string | null): Promise<Result<unknown>>;
  /** Shown at once, and put back when the host refuses. */
  setList(agent: string, list: ModelList, models: readonly string[]): Promise<Result<unknown>>;
  addProvider(input: CallInput<'models.addProvider'>): Promise<Result<unknown>>;
  setAlias(alias: string, model: string | null): Promise<Result<unknown>>;
  setAllowed(models: readonly string[] | null): Promise<Result<unknown>>;
  /** Reads the catalog of an agent; asked while it is being read, it is read once more afterwards. */
  loadCatalog(agent: string): Promise<void>;
  scan(agent: string): Promise<void>;
  forgetScan(): void;
  probe(agent: string, model: string): Promise<void>;
  explain(input: CallInput<'models.explain'>): Promise<Result<CallOutput<'models.explain'>>>;
}

const keyOf = (agent: string, what: string) => `${agent}/${what}`;
const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((one, index) => one === b[index]);
const noCatalog: CatalogState = { models: undefined, loading: false, error: undefined };

export function createModelsGroup(host: FaceHost): ModelsGroup {
  const topic = createTopicStore<'models'>();
  const extra = createStore<ModelsExtra>(() => ({
    lists: {},
    probes: {},
    scan: { state: 'idle' },
    catalogs: {},
  }));
  const again = new Set<string>();

  const setListShown = (key: string, list: ModelsExtra['lists'][string] | undefined) =>
    extra.setState(({ lists }) => {
      const { [key]: _gone, ...rest } = lists;
      return { lists: list ? { ...rest, [key]: list } : rest };
    });
  const setProbe = (key: string, probe: ProbeState) =>
    extra.setState(({ probes }) => ({ probes: { ...probes, [key]: probe } }));
  const setCatalog = (agent: string, more: Partial<CatalogState>) =>
    extra.setState(({ catalogs }) => ({
      catalogs: { ...catalogs, [agent]: { ...noCatalog, ...catalogs[agent], ...more } },
    }));
  const told = (agent: string, list: ModelList): readonly string[] =>
    topic.getState().value?.agents.find(({ id }) => id === agent)?.[list] ?? [];

  topic.subscribe(() => {
    for (const [key, { models, stored }] of Object.entries(extra.getState().lists)) {
      const [agent = '', list] = key.split('/');
      if (stored || same(models, told(agent, list as ModelList))) setListShown(key, undefined);
    }
  });

  async function loadCatalog(agent: string) {
    if (extra.getState().catalogs[agent]?.loading) {
      again.add(agent);
      return;
    }
    do {
      again.delete(agent);
      setCatalog(agent, { loading: true });
      const result = await host.invoke('models.catalog', { agent });
      setCatalog(
        agent,
        result.ok
          ? { loading: false, models: result.value.models, error: undefined }
          : { loading: false, error: result.error },
      );
    } while (again.has(agent));
  }

  return {
    topic,
    extra,
    setPrimary: (agent, model) => host.invoke('models.setPrimary', { agent, model }),
    setRole: (agent, role, model) =>
      host.invoke(role === 'image' ? 'models.setImage' : 'models.setUtility', { agent, model }),
    async setList(agent, list, models) {
      const key = keyOf(agent, list);
      setListShown(key, { models, stored: false });
      const call = list === 'fallbacks' ? 'models.setFallbacks' : 'models.setImageFallbacks';
      const result = await host.invoke(call, { agent, models: [...models] });
      const shown = extra.getState().lists[key];
      // Another move came meanwhile, or the topic was quicker.
      if (shown?.models !== models) return result;
      const waits = result.ok && !same(models, told(agent, list));
      setListShown(key, waits ? { models, stored: true } : undefined);
      return result;
    },
    addProvider: ({ id, name, baseUrl, api }) =>
      host.invoke('models.addProvider', { id, ...(name === undefined ? {} : { name }), baseUrl, api }),
    setAlias: (alias, model) => host.invoke('models.setAlias', { alias, model }),
    setAllowed: (models) => host.invoke('models.setAllowed', { models: models && [...models] }),
    loadCatalog,
    async scan(agent) {
      extra.setState({ scan: { state: 'running' } });
      const result = await host.invoke('models.scan', { agent });
      if (extra.getState().scan.state !== 'running') return;
      extra.setState({
        scan: result.ok ? { state: 'done', ...result.value } : { state: 'error', error: result.error },
      });
      await loadCatalog(agent);
    },
    forgetScan: () => extra.setState({ scan: { state: 'idle' } }),
    async probe(agent, model) {
      const key = keyOf(agent, model);
      setProbe(key, { state: 'running' });
      const result = await host.invoke('models.probe', { agent, model });
      setProbe(key, {
        state: 'done',
        ...(result.ok ? result.value : { ok: false, latencyMs: 0, error: result.error }),
      });
    },
    explain: (input) => host.invoke('models.explain', input),
  };
}

/** The models of a list as they are shown: what was moved here counts until the host has said it. */
export function shownList(
  agent: string,
  list: ModelList,
  models: TopicValue<'models'> | undefined,
  lists: ModelsExtra['lists'],
): readonly string[] {
  return lists[keyOf(agent, list)]?.models ?? models?.agents.find(({ id }) => id === agent)?.[list] ?? [];
}

type Models = TopicValue<'models'>;
type Step = Models['agents'][number]['answersNext'][number];

export interface ChainModel {
  model: string;
  credentials: { profile: string | undefined; usable: boolean; because: readonly Because[]; next: boolean }[];
  /** The first usable credential of the whole chain is here. */
  next: boolean;
}

/** The answers of the routing as a chain of models, each with its credentials; the first usable one is next. */
export function answerChain(steps: readonly Step[]): ChainModel[] {
  const chain: ChainModel[] = [];
  let found = false;
  for (const step of steps) {
    const next: boolean = step.usable && !found;
    found ||= next;
    let last = chain.at(-1);
    if (last?.model !== step.model) {
      last = { model: step.model, credentials: [], next: false };
      chain.push(last);
    }
    last.next ||= next;
    last.credentials.push({ profile: step.profile, usable: step.usable, because: step.because, next });
  }
  return chain;
}

/** The display name of `provider/model`; the reference itself when nobody knows it. Split at the first slash. */
export function modelName(ref: string, models: Models | undefined): { provider: string; name: string } {
  const slash = ref.indexOf('/');
  if (slash < 0) return { provider: '', name: ref };
  const provider = ref.slice(0, slash);
  const id = ref.slice(slash + 1);
  const known = models?.providers.find((record) => record.id === provider);
  return { provider, name: known?.models.find((model) => model.id === id)?.name ?? id };
}
