import type { Exchange } from '#gateway/exchange.ts';
import type { Live } from '#gateway/state/live.ts';

interface Listed {
  id: string;
  name: string;
  ownedBy: string;
}

/** Models that the agent can reach now, as `provider/id`, and its aliases. */
export function reachableModels(live: Live, agentId: string): Listed[] {
  const agent = live.agents.get(agentId);
  const reachable = (id: string) => {
    const provider = live.providers.get(id);
    const pool = agent?.pools.get(id);
    return provider !== undefined && (pool === undefined ? !provider.needsKey : pool.usable);
  };
  const models: Listed[] = [];
  for (const provider of live.providers.values()) {
    if (!reachable(provider.id)) continue;
    for (const { id, name } of provider.models) {
      models.push({ id: `${provider.id}/${id}`, name: name ?? id, ownedBy: provider.id });
    }
  }
  for (const [alias, ref] of Object.entries(live.snapshot.aliases)) {
    const provider = ref.slice(0, ref.indexOf('/'));
    if (reachable(provider)) models.push({ id: alias, name: `${alias} (${ref})`, ownedBy: provider });
  }
  return models;
}

/**
 * Answers `GET /v1/models` and `GET /v1/models/{id}` in the shape of OpenAI, or of Anthropic for a client that sends
 * `anthropic-version`.
 *
 * @param wanted the id in the path, or undefined for the list.
 */
export function answerModels(exchange: Exchange, live: Live, wanted: string | undefined): void {
  const anthropic = exchange.dialect?.id === 'anthropic-messages';
  const shape: (model: Listed) => object = anthropic ? anthropicShape : openaiShape;
  const models = reachableModels(live, exchange.agent);
  let body: unknown;
  if (wanted !== undefined) {
    const model = models.find(({ id }) => id === wanted);
    if (model === undefined) {
      exchange.refuse(
        {
          status: 404,
          code: 'unknown_model',
          message: 'No such model can be reached.',
          hint: 'GET /v1/models lists what can be reached.',
        },
        'client_error',
      );
      return;
    }
    body = shape(model);
  } else if (anthropic) {
    body = {
      data: models.map(shape),
      has_more: false,
      first_id: models[0]?.id ?? null,
      last_id: models.at(-1)?.id ?? null,
    };
  } else body = { object: 'list', data: models.map(shape) };

  const bytes = Buffer.from(JSON.stringify(body));
  exchange.conclude('ok');
  exchange.writeHead(200, [
    'content-type',
    'application/json',
    'content-length',
    String(bytes.length),
    'x-gatehouse-request-id',
    exchange.id,
  ]);
  exchange.res.end(bytes);
}

/** Both APIs want a date of birth; none is known here. */
const openaiShape = ({ id, ownedBy }: Listed) => ({ id, object: 'model', created: 0, owned_by: ownedBy });
const anthropicShape = ({ id, name }: Listed) => ({
  type: 'model',
  id,
  display_name: name,
  created_at: '1970-01-01T00:00:00Z',
});
