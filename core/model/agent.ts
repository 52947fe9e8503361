/** `agent:<id>/…` before a model name chooses the agent; `agent:<id>` alone means its primary model. */
export function splitAgent(requested: string): { agent?: string; model: string } {
  if (!requested.startsWith('agent:')) return { model: requested };
  const slash = requested.indexOf('/');
  const agent = slash === -1 ? requested.slice(6) : requested.slice(6, slash);
  const model = slash === -1 ? '' : requested.slice(slash + 1);
  return { agent, model: model === '' ? 'default' : model };
}

export type AgentChoice = { ok: true; agent: string } | { ok: false; bound: string };

/**
 * Whose credentials a request uses: the agent in the model name, else that of the header, else the one that the access
 * token is bound to, else `main`. A token that is bound to an agent never reaches another one.
 */
export function chooseAgent(named: {
  prefix?: string | undefined;
  header?: string | undefined;
  bound?: string | undefined;
}): AgentChoice {
  const agent = named.prefix ?? named.header ?? named.bound ?? 'main';
  return named.bound !== undefined && agent !== named.bound
    ? { ok: false, bound: named.bound }
    : { ok: true, agent };
}
