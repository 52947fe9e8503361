import type { ChatMessage, ChatSession } from '#core/contract/calls/chat.ts';
import type { Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { MockWorld } from '#renderer/testing/mock-world.ts';

/** Conversations of a scenario, newest first. */
export interface MockChat {
  sessions: { session: ChatSession; messages: ChatMessage[] }[];
}

export function mockChat(world: MockWorld, data: MockChat): Handlers<'chat'> {
  let { sessions } = data;
  let next = 1;
  const find = (id: string) => sessions.find(({ session }) => session.id === id);
  const tell = (answers = world.topics().chat.answers) =>
    world.publish('chat', { answers, sessionsRevision: world.topics().chat.sessionsRevision + 1 });
  return {
    'chat.sessions': async () => ({ sessions: sessions.map(({ session }) => session) }),
    async 'chat.history'({ session }) {
      const found = find(session);
      if (!found) throw new GatehouseError('unknown_session', `There is no conversation ${session}.`);
      return { messages: found.messages };
    },
    async 'chat.send'({ agent, session: id, text }) {
      const at = world.now();
      const asked: ChatMessage = { id: `m${next}`, role: 'user', text, at };
      const answer: ChatMessage = {
        id: `m${next + 1}`,
        role: 'assistant',
        text: `You said: ${text}`,
        at,
        state: 'done',
        why: {
          model: 'anthropic/claude-sonnet-4-6',
          profile: 'anthropic:work',
          attempts: 1,
          inputTokens: 12,
          outputTokens: 9,
          cost: 0.0002,
          totalMs: 640,
        },
      };
      next += 2;
      const known = find(id);
      const messages = [...(known?.messages ?? []), asked, answer];
      const session: ChatSession = {
        id,
        agent,
        title: known?.session.title ?? text.slice(0, 60),
        updatedAt: at,
        messages: messages.length,
      };
      sessions = [{ session, messages }, ...sessions.filter((one) => one !== known)];
      tell([{ ...answer, session: id, agent }, ...world.topics().chat.answers].slice(0, 20));
      return { id: answer.id };
    },
    async 'chat.stop'({ session }) {
      const { answers } = world.topics().chat;
      tell(
        answers.map((answer) =>
          answer.session === session && answer.state === 'streaming'
            ? { ...answer, state: 'stopped' }
            : answer,
        ),
      );
      return {};
    },
    async 'chat.remove'({ session }) {
      sessions = sessions.filter((one) => one.session.id !== session);
      tell();
      return {};
    },
  };
}
