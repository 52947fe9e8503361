import { parseChatCommand } from '#core/model/chat-command.ts';
import type { ClientDialect } from '#core/model/resolve.ts';
import { answerText, copyOf } from '#gateway/chat/answer-text.ts';
import { answerCommand } from '#gateway/chat/command-answer.ts';
import { History, type KeptMessage } from '#gateway/chat/history.ts';
import { lastUserText, namedByBody } from '#gateway/chat/last-message.ts';
import { say } from '#gateway/chat/say.ts';
import { exchanged, withHistory } from '#gateway/chat/with-history.ts';
import type { GatewayContext } from '#gateway/context.ts';
import type { Exchange } from '#gateway/exchange.ts';
import { type Directed, direct } from '#gateway/stages/direct.ts';
import { mistaken, noHistory, type Refusal, unknownAgent } from '#gateway/stages/refusal.ts';
import type { Live } from '#gateway/state/live.ts';
import { type ConversationDialect, clientCodecs } from '#gateway/translate/codecs.ts';
import { requestHeader } from '#gateway/wire/headers.ts';

/** What a person says to the gateway itself, and conversations that it keeps. */

/** Taken over here; `refusal` where that ended it. */
interface Taken {
  refusal: Refusal | undefined;
}

const taken: Taken = { refusal: undefined };

/** @returns undefined when the request is for a model alone. */
export function converse(exchange: Exchange, context: GatewayContext, order: Directed): Taken | undefined {
  const { dialect, request } = order;
  const conversing = dialect.id;
  if (!converses(conversing)) return undefined;
  const text = lastUserText(request.body);
  const command = text !== undefined && begins(text) ? parseChatCommand(text) : undefined;
  if (command !== undefined) {
    return { refusal: answerHere(exchange, context, order, conversing, command) };
  }
  if (requestHeader(exchange.req, 'x-gatehouse-history') !== 'keep') return undefined;
  const refusal = keepHistory(exchange, context, order);
  return refusal === undefined ? taken : { refusal };
}

/** `/model`, `/new` and the like are answered here. */
function answerHere(
  exchange: Exchange,
  context: GatewayContext,
  { live, dialect, request }: Directed,
  conversing: ConversationDialect,
  command: NonNullable<ReturnType<typeof parseChatCommand>>,
): Refusal | undefined {
  const { agent } = exchange;
  const id = exchange.session ?? namedByBody(request.body);
  const session = id === undefined ? undefined : `${agent}/${id}`;
  if (!live.agents.has(agent)) return mistaken(unknownAgent);
  const place = { live, state: context.state(), dialect, agent, session, now: context.now() };
  const answer = answerCommand(command, place);
  const tell = () => say(exchange, conversing, request, answer);
  const history = command.act === 'new' && id !== undefined ? historyOf(live) : undefined;
  // Forgotten first, so that whoever reads the answer can rely on it.
  if (history === undefined || id === undefined) tell();
  else {
    history
      .remove(agent, id)
      .then(tell, tell)
      .catch((error: unknown) => context.fail(exchange, error));
  }
  return undefined;
}

/** The gateway keeps the conversation: what was said before goes along, what is answered is written down. */
function keepHistory(exchange: Exchange, context: GatewayContext, order: Directed): Refusal | undefined {
  const { agent, session } = exchange;
  const { live, request } = order;
  const history = historyOf(live);
  if (session === undefined || history === undefined) return mistaken(noHistory);
  const answered = copyOf(exchange.res);
  const goOn = (kept: KeptMessage[]) => {
    if (exchange.gone) return;
    const whole = withHistory(request, kept);
    exchange.res.once('close', () => {
      // A client that hung up keeps what was said so far.
      const said = exchange.result === 'ok' || exchange.result === 'aborted' || exchange.result === undefined;
      const raw = said ? answered() : undefined;
      const messages =
        raw === undefined ? [] : exchanged(request, answerText(raw), exchange.model, context.now());
      if (messages.length > 0) void history.append(agent, session, messages).catch(notKept(context));
    });
    const raw = Buffer.from(JSON.stringify(whole.body));
    const refusal = direct(exchange, context, { ...order, request: whole, raw });
    if (refusal !== undefined) exchange.refuse(refusal.problem, refusal.result);
  };
  history
    .read(agent, session)
    .then(goOn)
    .catch((error: unknown) => context.fail(exchange, error));
  return undefined;
}

/** The answer is on its way already, so the log alone can be told; not which conversation, which is the client's. */
const notKept = (context: GatewayContext) => (error: NodeJS.ErrnoException) =>
  context.onTrouble(`A conversation could not be kept (${error.code ?? 'unknown'}).`);

/** Conversations are kept in the gateway's folder, where there is one. */
export const historyOf = ({ snapshot }: Live): History | undefined =>
  snapshot.state?.dir === undefined ? undefined : new History(snapshot.state.dir);

/** Dialects in which a person talks. */
const converses = (id: ClientDialect): id is ConversationDialect => Object.hasOwn(clientCodecs, id);

/** Is the first character that is no white space a slash? Looked at without a copy of a text that may be long. */
const begins = (text: string): boolean => /^\s*\//.test(text);
