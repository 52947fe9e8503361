import { createStore, type StoreApi } from 'zustand';
import type { ChatMessage, ChatSession } from '#core/contract/calls/chat.ts';
import type { CallInput } from '#core/contract/calls.ts';
import type { CallError, Result } from '#core/contract/error.ts';
import type { TopicValue } from '#core/contract/topics.ts';
import type { FaceHost } from '#renderer/lib/face-host.ts';
import { createTopicStore, type TopicStore } from '#renderer/state/topic-store.ts';

export type ChatImage = NonNullable<CallInput<'chat.send'>['images']>[number];

/** One conversation as this window knows it. */
export interface Thread {
  messages: readonly ChatMessage[];
  loading: boolean;
  error: CallError | undefined;
}

export interface ChatState {
  /** Newest first; absent until they were read. */
  sessions: readonly ChatSession[] | undefined;
  sessionsError: CallError | undefined;
  threads: Readonly<Record<string, Thread>>;
  /** What was typed and not sent, by session. */
  drafts: Readonly<Record<string, string>>;
}

export interface ChatGroup {
  readonly topic: TopicStore<'chat'>;
  readonly store: StoreApi<ChatState>;
  loadSessions(): Promise<void>;
  /** Reads what was said before, unless it is known; once more after a failure. */
  open(session: string): Promise<void>;
  /** The message is shown at once; a failure stands where the answer would. @returns whether it was taken. */
  send(agent: string, session: string, text: string, images?: readonly ChatImage[]): Promise<boolean>;
  /** Sends the last message again. */
  retry(agent: string, session: string): Promise<void>;
  stop(session: string): Promise<Result<unknown>>;
  remove(session: string): Promise<Result<unknown>>;
  setDraft(session: string, text: string): void;
  /** An id for a new conversation. */
  newSession(): string;
}

const newThread: Thread = { messages: [], loading: false, error: undefined };
type Answer = TopicValue<'chat'>['answers'][number];

export function createChatGroup(
  host: FaceHost,
  now: () => number = Date.now,
  random: () => number = Math.random,
): ChatGroup {
  const topic = createTopicStore<'chat'>();
  const store = createStore<ChatState>(() => ({
    sessions: undefined,
    sessionsError: undefined,
    threads: {},
    drafts: {},
  }));
  /** Images of the last message, so that it can be sent again; they are in no store. */
  const lastImages = new Map<string, readonly ChatImage[]>();
  let count = 0;

  const threadOf = (session: string): Thread | undefined => store.getState().threads[session];
  const setThread = (session: string, change: (thread: Thread) => Thread) =>
    store.setState(({ threads }) => ({
      threads: { ...threads, [session]: change(threads[session] ?? newThread) },
    }));
  const add = (session: string, message: ChatMessage) =>
    setThread(session, (thread) => ({ ...thread, messages: [...thread.messages, message] }));
  const answersOf = (session: string): Answer[] =>
    topic.getState().value?.answers.filter((answer) => answer.session === session) ?? [];

  let listed: number | undefined;
  topic.subscribe(({ value }) => {
    if (!value) return;
    for (const [session, thread] of Object.entries(store.getState().threads)) {
      const messages = withAnswers(
        thread.messages,
        value.answers.filter((answer) => answer.session === session),
      );
      if (messages !== thread.messages) setThread(session, (before) => ({ ...before, messages }));
    }
    const grown = listed !== undefined && value.sessionsRevision !== listed;
    listed = value.sessionsRevision;
    if (grown && store.getState().sessions) void loadSessions();
  });

  async function loadSessions() {
    const result = await host.invoke('chat.sessions', {});
    if (!result.ok) {
      store.setState({ sessionsError: result.error });
      return;
    }
    const { sessions } = result.value;
    store.setState({ sessions, sessionsError: undefined });
    // Somebody else went on with a conversation that is open here.
    for (const { id, messages } of sessions) {
      const known = threadOf(id);
      if (known && !known.loading && !isAnswering(known) && messages > keptOf(known)) void read(id);
    }
  }

  async function read(session: string) {
    setThread(session, (thread) => ({ ...thread, loading: true, error: undefined }));
    const result = await host.invoke('chat.history', { session });
    setThread(session, (thread) => {
      // A conversation that nobody has begun is not known, and that is no failure.
      if (!result.ok) {
        return result.error.code === 'unknown_session'
          ? { ...thread, loading: false }
          : { ...thread, loading: false, error: result.error };
      }
      const running = answersOf(session).filter(({ state }) => state === 'streaming');
      const known = new Set(result.value.messages.map(({ id }) => id));
      return {
        messages: [...result.value.messages, ...running.filter(({ id }) => !known.has(id)).map(messageOf)],
        loading: false,
        error: undefined,
      };
    });
  }

  async function send(agent: string, session: string, text: string, images: readonly ChatImage[] = []) {
    lastImages.set(session, images);
    count += 1;
    add(session, {
      id: `here-${count}`,
      role: 'user',
      text,
      at: now(),
      ...(images.length > 0 ? { images: images.length } : {}),
    });
    const result = await host.invoke('chat.send', {
      agent,
      session,
      text,
      ...(images.length > 0 ? { images: [...images] } : {}),
    });
    if (!result.ok) {
      count += 1;
      add(session, {
        id: `here-${count}`,
        role: 'assistant',
        text: '',
        at: now(),
        state: 'failed',
        error: result.error,
      });
      return false;
    }
    // It may have ended before this window heard of it.
    const answer = answersOf(session).find(({ id }) => id === result.value.id);
    setThread(session, (thread) => {
      if (thread.messages.some(({ id }) => id === result.value.id)) return thread;
      const message: ChatMessage = answer
        ? messageOf(answer)
        : { id: result.value.id, role: 'assistant', text: '', at: now(), state: 'streaming' };
      return { ...thread, messages: [...thread.messages, message] };
    });
    return true;
  }

  return {
    topic,
    store,
    loadSessions,
    async open(session) {
      const thread = threadOf(session);
      if (!thread || thread.error) await read(session);
    },
    send,
    async retry(agent, session) {
      const messages = threadOf(session)?.messages ?? [];
      const at = messages.findLastIndex(({ role }) => role === 'user');
      const asked = messages[at];
      if (!asked) return;
      setThread(session, (thread) => ({ ...thread, messages: messages.slice(0, at) }));
      await send(agent, session, asked.text, lastImages.get(session));
    },
    stop: (session) => host.invoke('chat.stop', { session }),
    async remove(session) {
      const result = await host.invoke('chat.remove', { session });
      // One that was never answered is known here alone.
      if (!result.ok && result.error.code !== 'unknown_session') return result;
      lastImages.delete(session);
      store.setState(({ sessions, threads, drafts }) => {
        const { [session]: _thread, ...otherThreads } = threads;
        const { [session]: _draft, ...otherDrafts } = drafts;
        return {
          sessions: sessions?.filter(({ id }) => id !== session),
          threads: otherThreads,
          drafts: otherDrafts,
        };
      });
      return { ok: true, value: {} };
    },
    setDraft: (session, text) =>
      store.setState(({ drafts }) => {
        const { [session]: _before, ...rest } = drafts;
        return { drafts: text === '' ? rest : { ...rest, [session]: text } };
      }),
    newSession: () => `chat-${now().toString(36)}-${Math.floor(random() * 36 ** 6).toString(36)}`,
  };
}

const messageOf = ({ session: _session, agent: _agent, ...message }: Answer): ChatMessage => message;

/** Messages with what the topic says of their answers; the same array when it says nothing new. */
export function withAnswers(
  messages: readonly ChatMessage[],
  answers: readonly Answer[],
): readonly ChatMessage[] {
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  let changed = false;
  const next = messages.map((message) => {
    const answer = byId.get(message.id);
    byId.delete(message.id);
    if (!answer) return message;
    changed = true;
    return messageOf(answer);
  });
  // An answer that is new here and still grows: another face asked. What ended is read with the history.
  const fresh = [...byId.values()].filter(({ state }) => state === 'streaming');
  if (!changed && fresh.length === 0) return messages;
  return [...next, ...fresh.map(messageOf)];
}

/** The last answer still grows. */
export const isAnswering = (thread: Thread | undefined): boolean =>
  thread?.messages.some(({ state }) => state === 'streaming') ?? false;

/** How many of the messages the gateway keeps at most: a failure, and what it was asked, are not kept. */
const keptOf = ({ messages }: Thread): number => messages.filter(({ state }) => state !== 'failed').length;
