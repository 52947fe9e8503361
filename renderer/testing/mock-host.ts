import type { CallInput, CallName, CallOutput, Handlers } from '#core/contract/calls.ts';
import { GatehouseError, type Result } from '#core/contract/error.ts';
import type { ProfileView, TopicEvent, TopicName, TopicValue } from '#core/contract/topics.ts';
import { watched } from '#renderer/lib/emitter.ts';
import type { Connection, FaceHost } from '#renderer/lib/face-host.ts';
import type { Scenario, Topics } from '#renderer/testing/scenarios.ts';

export interface MockHost extends FaceHost {
  /** Changes a topic as the real host would, and tells everybody. */
  publish<T extends TopicName>(topic: T, value: TopicValue<T>): void;
  setConnection(connection: Connection): void;
  topics(): Topics;
}

export interface MockOptions {
  /** Milliseconds that a call takes; 0 answers in the same turn. */
  delayMs?: number;
  now?: () => number;
}

/** A host in memory that behaves like the real one as far as a face can see. A call without a handler does not compile. */
export function createMockHost(scenario: Scenario, options: MockOptions = {}): MockHost {
  const { delayMs = 0, now = Date.now } = options;
  const topics: Topics = structuredClone(scenario.topics);
  const revisions = new Map<TopicName, number>();
  const listeners = new Set<(event: TopicEvent) => void>();
  const connection = watched<Connection>(scenario.connection ?? { state: 'connected' });
  const removed = new Map<string, { profile: ProfileView; index: number }>();

  const eventOf = (topic: TopicName) =>
    ({
      topic,
      hostRun: 'mock',
      revision: revisions.get(topic) ?? 0,
      value: structuredClone(topics[topic]),
    }) as TopicEvent;
  function publish<T extends TopicName>(topic: T, value: TopicValue<T>) {
    (topics as Record<TopicName, unknown>)[topic] = value;
    revisions.set(topic, (revisions.get(topic) ?? 0) + 1);
    for (const listener of [...listeners]) listener(eventOf(topic));
  }
  const wait = () =>
    delayMs > 0 ? new Promise((resolve) => setTimeout(resolve, delayMs)) : Promise.resolve();

  function profilesOf(agent: string): ProfileView[] {
    const found = topics.profiles.agents.find(({ id }) => id === agent);
    if (!found) throw new GatehouseError('unknown_agent', `There is no agent ${agent}.`);
    return found.profiles;
  }
  function find(agent: string, id: string): ProfileView {
    const found = profilesOf(agent).find((profile) => profile.id === id);
    if (!found) throw new GatehouseError('unknown_profile', `There is no profile ${id}.`);
    return found;
  }
  function store(agent: string, profiles: ProfileView[]) {
    const revision = topics.profiles.storeRevision + 1;
    publish('profiles', {
      ...topics.profiles,
      storeRevision: revision,
      agents: topics.profiles.agents.map((one) => (one.id === agent ? { ...one, profiles } : one)),
      mirrors: topics.profiles.mirrors.map((mirror) => ({ ...mirror, revision })),
    });
    if (topics.gateway.observed.state === 'ready') {
      publish('gateway', { ...topics.gateway, wantedRevision: revision, loadedRevision: revision });
    }
    return { revision };
  }
  const change = (agent: string, id: string, more: Partial<ProfileView>) =>
    store(
      agent,
      profilesOf(agent).map((profile) => (profile.id === id ? { ...profile, ...more } : profile)),
    );
  function openVault() {
    const { state, level, backend } = topics.vault;
    if (state === 'ready' || state === 'checking') return;
    throw new GatehouseError(`vault_${state}`, topics.vault.message, {
      hint: topics.vault.hint,
      where: `${level}: ${backend}`,
    });
  }
  function checkKey(key: string) {
    if (key.trim() === '') throw new GatehouseError('key_empty', 'The key is empty.');
    if (/[\r\n]/.test(key.trim()))
      throw new GatehouseError('key_multiline', 'The key has more than one line.');
    if (key.trim().length < 8)
      throw new GatehouseError('key_shape', 'The key is shorter than eight characters.');
  }
  function observe(observed: Topics['gateway']['observed'], wanted: 'running' | 'stopped') {
    const { loadedRevision: _loaded, ...rest } = topics.gateway;
    const loaded = observed.state === 'ready' ? { loadedRevision: rest.wantedRevision } : {};
    publish('gateway', { ...rest, ...loaded, wanted, observed });
  }
  async function start() {
    observe({ state: 'starting', attempt: 1, since: now() }, 'running');
    await wait();
    observe({ state: 'ready', host: '127.0.0.1', port: 18790, pid: 4712, since: now() }, 'running');
  }

  /** As the real host does: the first key brings the provider's first model. */
  function choosePrimary(agent: string, provider: string, profile: string) {
    const model = topics.models.providers.find(({ id }) => id === provider)?.models[0];
    if (!model) return;
    const ref = `${provider}/${model.id}`;
    publish('models', {
      ...topics.models,
      agents: topics.models.agents.map((one) =>
        one.id === agent && one.primary === undefined
          ? {
              ...one,
              primary: ref,
              answersNext: [{ model: ref, profile, usable: true, why: 'Primary model; answers first.' }],
            }
          : one,
      ),
    });
  }

  const handlers: Handlers = {
    async 'profiles.add'({ agent, provider, name, credential }) {
      openVault();
      checkKey(credential.key);
      const taken = new Set(profilesOf(agent).map(({ id }) => id));
      let chosen = name ?? 'default';
      for (let next = 2; !name && taken.has(`${provider}:${chosen}`); next += 1) chosen = `default-${next}`;
      const id = `${provider}:${chosen}`;
      if (taken.has(id)) throw new GatehouseError('profile_exists', `${id} is there already.`);
      const position = profilesOf(agent).filter((profile) => profile.provider === provider).length;
      const added: ProfileView = {
        id,
        provider,
        name: chosen,
        type: 'api_key',
        masked: `…${credential.key.slice(-4)}`,
        place: 'keychain',
        status: 'ok',
        createdAt: now(),
        position,
      };
      choosePrimary(agent, provider, id);
      return { id, ...store(agent, [...profilesOf(agent), added]) };
    },
    async 'profiles.replace'({ agent, id, credential }) {
      openVault();
      checkKey(credential.key);
      find(agent, id);
      return change(agent, id, { masked: `…${credential.key.slice(-4)}`, status: 'ok' });
    },
    async 'profiles.rename'({ agent, id, name }) {
      const { provider } = find(agent, id);
      const next = `${provider}:${name}`;
      if (profilesOf(agent).some((profile) => profile.id === next)) {
        throw new GatehouseError('profile_exists', `${next} is there already.`);
      }
      return { id: next, ...change(agent, id, { id: next, name }) };
    },
    async 'profiles.setDisabled'({ agent, id, disabled }) {
      find(agent, id);
      return change(agent, id, { status: disabled ? 'disabled' : 'ok' });
    },
    async 'profiles.setOrder'({ agent, order }) {
      return store(
        agent,
        profilesOf(agent).map((profile) => {
          const position = order?.indexOf(profile.id) ?? -1;
          return position < 0 ? profile : { ...profile, position };
        }),
      );
    },
    async 'profiles.remove'({ agent, id }) {
      const profile = find(agent, id);
      removed.set(`${agent}/${id}`, { profile, index: profilesOf(agent).indexOf(profile) });
      return {
        ...store(
          agent,
          profilesOf(agent).filter((one) => one !== profile),
        ),
        undoUntil: now() + 10_000,
      };
    },
    async 'profiles.undoRemove'({ agent, id }) {
      const gone = removed.get(`${agent}/${id}`);
      if (!gone) throw new GatehouseError('nothing_to_undo', `${id} was not removed lately.`);
      removed.delete(`${agent}/${id}`);
      return store(agent, profilesOf(agent).toSpliced(gone.index, 0, gone.profile));
    },
    async 'profiles.test'({ agent, id }) {
      openVault();
      const { status } = find(agent, id);
      return status === 'expired'
        ? { outcome: 'rejected', message: 'It answered 401: invalid x-api-key.', latencyMs: 212 }
        : { outcome: 'ok', message: 'It answered.', latencyMs: 418 };
    },
    async 'models.setPrimary'({ agent, model }) {
      publish('models', {
        ...topics.models,
        agents: topics.models.agents.map((one) =>
          one.id === agent
            ? { ...one, primary: model, answersNext: [{ model, usable: true, why: 'your primary model' }] }
            : one,
        ),
      });
      return {};
    },
    async 'gateway.start'() {
      void start();
      return {};
    },
    async 'gateway.stop'() {
      observe({ state: 'stopped' }, 'stopped');
      return {};
    },
    async 'gateway.restart'() {
      observe({ state: 'stopping', since: now(), restart: true }, 'running');
      void start();
      return {};
    },
    async 'gateway.accessToken'() {
      return { token: 'gh-FAKE-access-token-of-the-mock-host' };
    },
    async 'vault.unlock'() {
      publish('vault', { state: 'ready', level: topics.vault.level, backend: topics.vault.backend });
      return {};
    },
    async 'vault.check'() {
      publish('vault', topics.vault);
      return {};
    },
    async 'app.signInLink'() {
      return { url: 'http://127.0.0.1:18789/#sign-in=FAKE', expiresAt: now() + 120_000 };
    },
    async 'app.quit'() {
      connection.set({ state: 'lost', retryAt: now() + 5_000 });
      return {};
    },
    async 'app.openExternal'() {
      return { opened: false };
    },
  };

  return {
    face: 'web',
    async invoke<N extends CallName>(name: N, input: CallInput<N>): Promise<Result<CallOutput<N>>> {
      await wait();
      try {
        const handler = handlers[name] as (input: unknown, context: unknown) => Promise<CallOutput<N>>;
        const context = { face: 'web', signal: new AbortController().signal };
        return { ok: true, value: await handler({ agent: 'main', ...input }, context) };
      } catch (error) {
        if (error instanceof GatehouseError) return { ok: false, error: error.toCallError() };
        throw error;
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      if (!scenario.silent) for (const topic of Object.keys(topics) as TopicName[]) listener(eventOf(topic));
      return () => {
        listeners.delete(listener);
      };
    },
    onConnection: connection.watch,
    reconnect: () => connection.set({ state: 'connected' }),
    publish,
    setConnection: connection.set,
    topics: () => topics,
  };
}
