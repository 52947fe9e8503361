import { isAllowed, notAllowedMessage } from '#core/model/allow.ts';
import type { ChatCommand } from '#core/model/chat-command.ts';
import { formatModelRef, parseModelRef } from '#core/model/model-ref.ts';
import { resolveModel } from '#core/model/resolve.ts';
import { cooldownOf } from '#core/routing/candidates.ts';
import { reachableModels } from '#gateway/stages/models.ts';
import type { CredentialState, SessionPin } from '#gateway/state/credential-state.ts';
import { timeWords } from '#gateway/state/event-words.ts';
import type { Live } from '#gateway/state/live.ts';
import type { Dialect } from '#gateway/wire/dialect.ts';

export interface CommandPlace {
  live: Live;
  state: CredentialState;
  dialect: Dialect;
  agent: string;
  /** `agent/id`; absent: nothing can be kept. */
  session: string | undefined;
  /** Epoch milliseconds. */
  now: number;
}

/** What the gateway answers to a command; changes what the session holds on to where the command says so. */
export function answerCommand(command: ChatCommand, place: CommandPlace): string {
  const { state, session, now } = place;
  const pin = session === undefined ? undefined : state.pin(session);
  switch (command.act) {
    case 'show':
      return [
        `Current: ${current(place, pin)}`,
        'Switch: /model <provider/model>, /model <number>',
        'Browse: /model list',
        'More: /model status',
      ].join('\n');
    case 'list':
      return listText(place, pin);
    case 'status':
      return statusText(place, pin);
  }
  if (session === undefined) return noSession;
  switch (command.act) {
    case 'default':
      state.setPin(session, undefined);
      return `Model reset to default (${defaultModel(place)}).`;
    case 'new':
      state.setPin(session, undefined);
      return `New session. Model: ${defaultModel(place)}.`;
    case 'pick': {
      const name = models(place)[command.number - 1];
      if (name === undefined) return `There is no model number ${command.number}. Use /model list.`;
      return setModel(place, session, { act: 'set', model: name }, now);
    }
    case 'set':
      return setModel(place, session, command, now);
  }
}

const noSession =
  'This client names no session, so there is nothing to set it for. Send the header X-Gatehouse-Session (or "user" in the request) with a name for the conversation.';

function setModel(
  place: CommandPlace,
  session: string,
  { model, profile }: Extract<ChatCommand, { act: 'set' }>,
  now: number,
): string {
  const { live, state, dialect, agent } = place;
  const before = state.pin(session);
  const asked = model === '' ? (before?.model ?? 'default') : model;
  const found = resolveModel(live.table, live.listedBy, { model: asked, dialect: dialect.id, agent });
  if (!found.ok) return notAllowedMessage(asked);
  const name = formatModelRef(found.ref);
  // A bare name that nobody lists is a typing mistake far more often than a model.
  if ((found.by === 'primary_provider' || found.by === 'dialect') && parseModelRef(asked) === undefined) {
    return notAllowedMessage(asked);
  }
  if (profile !== undefined) {
    const provider = profile.slice(0, profile.indexOf(':'));
    const pools = live.agents.get(agent)?.pools;
    const known = [...(pools?.values() ?? [])].some(({ ordered }) =>
      ordered.some(({ id }) => id === profile),
    );
    if (!known) return `Auth profile "${profile}" not found.`;
    if (provider !== found.ref.provider) {
      return `Auth profile "${profile}" is for ${provider}, not ${found.ref.provider}.`;
    }
  }
  const isDefault = name === defaultModel(place);
  const pin: SessionPin = {
    ...(isDefault && model !== '' ? {} : { model: name }),
    ...(profile === undefined ? {} : { profile }),
    at: now,
  };
  state.setPin(session, pin.model === undefined && pin.profile === undefined ? undefined : pin);
  const shown = asked === name || asked === 'default' ? name : `${asked} (${name})`;
  const first = isDefault ? `Model reset to default (${shown}).` : `Model set to ${shown}.`;
  return profile === undefined ? first : `${first} Auth profile set to ${profile}.`;
}

function defaultModel({ live, dialect, agent }: CommandPlace): string {
  const found = resolveModel(live.table, live.listedBy, { model: 'default', dialect: dialect.id, agent });
  return found.ok ? formatModelRef(found.ref) : 'none';
}

const current = (place: CommandPlace, pin: SessionPin | undefined): string =>
  pin?.model ?? defaultModel(place);

/** Models that can be asked for, in the order of their numbers. */
function models({ live, agent }: CommandPlace): string[] {
  const allowed = live.table.agents[agent]?.allowed;
  return reachableModels(live, agent).flatMap(({ id }) => {
    const ref = parseModelRef(id);
    return ref !== undefined && live.providers.has(ref.provider) && isAllowed(allowed, ref) ? [id] : [];
  });
}

function listText(place: CommandPlace, pin: SessionPin | undefined): string {
  const names = models(place);
  if (names.length === 0) return 'No model can be reached. Add a credential in Gatehouse under Profiles.';
  const aliases = Map.groupBy(Object.entries(place.live.snapshot.aliases), ([, ref]) => ref);
  const now = current(place, pin);
  const lines = names.map((name, index) => {
    const known = aliases
      .get(name)
      ?.map(([alias]) => alias)
      .join(', ');
    return `${index + 1}. ${name}${known === undefined ? '' : ` (${known})`}${name === now ? ' ← current' : ''}`;
  });
  return ['Models:', ...lines, 'Choose with /model <number>.'].join('\n');
}

function statusText(place: CommandPlace, pin: SessionPin | undefined): string {
  const { live, state, agent, now } = place;
  const name = current(place, pin);
  const provider = live.providers.get(name.slice(0, name.indexOf('/')));
  const lines = [`Current: ${name}`, `Default: ${defaultModel(place)}`, `Agent: ${agent}`];
  if (pin?.profile !== undefined) lines.push(`Pinned: ${pin.profile}`);
  if (provider === undefined) return lines.join('\n');
  lines.push(`[${provider.id}] api: ${provider.api}`);
  const pool = live.agents.get(agent)?.pools.get(provider.id);
  const model = provider.limitsPerModel ? name.slice(name.indexOf('/') + 1) : undefined;
  for (const profile of [...(pool?.ordered ?? []), ...(pool?.env ?? [])]) {
    const cooldown = cooldownOf(state.cooldowns(agent), profile.id, model, now);
    const rests =
      cooldown !== undefined && cooldown.until > now
        ? `, ${cooldown.reason} until ${timeWords(cooldown.until)}`
        : '';
    lines.push(`- ${profile.id} (${profile.env === true ? 'environment' : profile.type}${rests})`);
  }
  if (pool === undefined) lines.push(provider.needsKey ? '- no credential' : '- needs no credential');
  return lines.join('\n');
}
