import type { History } from '#gateway/chat/history.ts';
import type { Exchange } from '#gateway/exchange.ts';
import type { CredentialState } from '#gateway/state/credential-state.ts';

export const sessionsPath = '/v1/gatehouse/sessions';

/**
 * `GET /v1/gatehouse/sessions` lists what is known of the agent's sessions (`title`, `updated_at` in epoch milliseconds
 * and `message_count` of those that are kept), `GET …/<id>` gives one with its kept
 * conversation, `DELETE …/<id>` forgets it.
 */
export async function answerSessions(
  exchange: Exchange,
  id: string | undefined,
  state: CredentialState,
  history: History | undefined,
): Promise<void> {
  const { agent, req } = exchange;
  if (id === undefined) {
    const prefix = `${agent}/`;
    const pinned = Object.entries(state.snapshot().sessions).filter(([key]) => key.startsWith(prefix));
    const ids = new Set([
      ...pinned.map(([key]) => key.slice(prefix.length)),
      ...((await history?.list(agent)) ?? []),
    ]);
    const data = await Promise.all(
      [...ids].toSorted().map(async (one) => {
        const kept = await history?.summary(agent, one);
        return {
          ...view(agent, one, state),
          ...(kept && { title: kept.title, updated_at: kept.updatedAt, message_count: kept.count }),
        };
      }),
    );
    answer(exchange, { object: 'list', data });
    return;
  }
  if (req.method === 'DELETE') {
    state.setPin(`${agent}/${id}`, undefined);
    await history?.remove(agent, id);
    answer(exchange, { id, object: 'gatehouse.session', deleted: true });
    return;
  }
  answer(exchange, { ...view(agent, id, state), messages: (await history?.read(agent, id)) ?? [] });
}

function view(agent: string, id: string, state: CredentialState) {
  const pin = state.pin(`${agent}/${id}`);
  return {
    id,
    object: 'gatehouse.session',
    agent,
    model: pin?.model ?? null,
    profile: pin?.profile ?? null,
    last: pin?.last ?? {},
  };
}

function answer(exchange: Exchange, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  exchange.conclude('ok');
  exchange.writeHead(200, ['content-type', 'application/json', 'content-length', String(bytes.length)]);
  exchange.res.end(bytes);
}
