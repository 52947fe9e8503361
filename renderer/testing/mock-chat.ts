import type { ChatMessage, ChatSession } from '#core/contract/calls/chat.ts';
import type { Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { parseChatCommand } from '#core/model/chat-command.ts';
import type { MockWorld } from '#renderer/testing/mock-world.ts';

/** Conversations of a scenario, newest first. */
export interface MockChat {
  sessions: { session: ChatSession; messages: ChatMessage[] }[];
}

const words = `A gatehouse is the building over a gate.

1. It **guards** the one way in.
2. It knows who may pass, and \`why\`.

\`\`\`sh
curl http://127.0.0.1:18790/v1/models
\`\`\`

More at [example.com](https://example.com/gatehouse).`;

export function mockChat(world: MockWorld, data: MockChat): Handlers<'chat'> {
  let { sessions } = data;
  let next = 1;
  const stopped = new Set<string>();
  const find = (id: string) => sessions.find(({ session }) => session.id === id);
  const tell = (answers = world.topics().chat.answers, grown = 1) =>
    world.publish('chat', { answers, sessionsRevision: world.topics().chat.sessionsRevision + grown });
  const update = (id: string, more: Partial<ChatMessage>, grown = 0) =>
    tell(
      world.topics().chat.answers.map((answer) => (answer.id === id ? { ...answer, ...more } : answer)),
      grown,
    );

  async function answer(id: string, session: ChatSession, asked: ChatMessage) {
    const command = parseChatCommand(asked.text);
    const text = command ? said(asked.text) : words;
    for (let end = 12; end < text.length; end += 12) {
      await world.wait();
      await Promise.resolve();
      if (stopped.delete(session.id)) return update(id, { state: 'stopped' }, 1);
      update(id, { text: text.slice(0, end) });
    }
    const done: ChatMessage = {
      id,
      role: 'assistant',
      text,
      at: world.now(),
      state: 'done',
      ...(command
        ? {}
        : {
            why: {
              model: 'anthropic/claude-sonnet-4-6',
              profile: 'anthropic:work',
              attempts: 1,
              inputTokens: 12,
              outputTokens: 64,
              cost: 0.0011,
              totalMs: 1_640,
            },
          }),
    };
    const pinned = command?.act === 'set' ? { model: command.model, profile: command.profile } : {};
    const known = find(session.id);
    const messages = [...(known?.messages ?? []), asked, done];
    const { model, profile } = { ...known?.session, ...pinned };
    const kept: ChatSession = {
      ...session,
      title: known?.session.title ?? asked.text.slice(0, 60),
      updatedAt: world.now(),
      messages: messages.length,
      ...(model && command?.act !== 'default' ? { model } : {}),
      ...(profile && command?.act !== 'default' ? { profile } : {}),
    };
    sessions = [{ session: kept, messages }, ...sessions.filter((one) => one !== known)];
    update(id, done, 1);
  }

  return {
    'chat.sessions': async () => ({ sessions: sessions.map(({ session }) => session) }),
    async 'chat.history'({ session }) {
      const found = find(session);
      if (!found) throw new GatehouseError('unknown_session', `There is no conversation ${session}.`);
      return { messages: found.messages };
    },
    async 'chat.send'({ agent, session: id, text, images }) {
      const { observed } = world.topics().gateway;
      if (observed.state !== 'ready')
        throw new GatehouseError('gateway_not_ready', 'The gateway does not answer now.');
      if (world.topics().chat.answers.some((one) => one.session === id && one.state === 'streaming'))
        throw new GatehouseError('answer_running', 'The last message is still being answered.');
      const at = world.now();
      const asked: ChatMessage = {
        id: `m${next}`,
        role: 'user',
        text,
        at,
        ...(images ? { images: images.length } : {}),
      };
      const answerId = `m${next + 1}`;
      next += 2;
      tell(
        [
          ...world.topics().chat.answers,
          {
            id: answerId,
            role: 'assistant' as const,
            text: '',
            at,
            state: 'streaming' as const,
            session: id,
            agent,
          },
        ].slice(-20),
        0,
      );
      void answer(answerId, { id, agent, title: text.slice(0, 60), updatedAt: at, messages: 0 }, asked);
      return { id: answerId };
    },
    async 'chat.stop'({ session }) {
      stopped.add(session);
      return {};
    },
    async 'chat.remove'({ session }) {
      sessions = sessions.filter((one) => one.session.id !== session);
      tell();
      return {};
    },
  };
}

const said = (command: string) => `Done: \`${command.trim()}\`. It holds for this conversation.`;
