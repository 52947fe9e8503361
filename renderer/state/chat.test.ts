import { beforeEach, describe, expect, test } from 'vitest';
import type { ChatMessage } from '#core/contract/calls/chat.ts';
import { type AppState, createAppState } from '#renderer/state/app-state.ts';
import { isAnswering, withAnswers } from '#renderer/state/chat.ts';
import { createMockHost, type MockHost } from '#renderer/testing/mock-host.ts';
import { scenario } from '#renderer/testing/scenarios.ts';

const now = Date.UTC(2026, 0, 15, 12);
let host: MockHost;
let state: AppState;
const at = (name: 'chatting' | 'chatFails' | 'chatEmpty') => {
  host = createMockHost(scenario(name, now), { now: () => now });
  state = createAppState(host);
  state.start();
};
const messages = (session: string) => state.chat.store.getState().threads[session]?.messages ?? [];
/** Resolves once the thread looks as wanted. */
const until = (session: string, wanted: (all: readonly ChatMessage[]) => boolean) =>
  new Promise<void>((resolve) => {
    const look = () => wanted(messages(session)) && resolve();
    state.chat.store.subscribe(look);
    look();
  });

describe('a message', () => {
  beforeEach(() => at('chatEmpty'));

  test('is shown at once, its answer grows under it and ends', async () => {
    const sent = state.chat.send('main', 's1', 'Hello');
    expect(messages('s1')).toMatchObject([{ role: 'user', text: 'Hello' }]);
    expect(await sent).toBe(true);
    expect(messages('s1')[1]).toMatchObject({ role: 'assistant', state: 'streaming' });
    expect(isAnswering(state.chat.store.getState().threads.s1)).toBe(true);
    await until('s1', (all) => all[1]?.state === 'done');
    expect(messages('s1')).toHaveLength(2);
    expect(messages('s1')[1]?.why?.profile).toBe('anthropic:work');
  });

  test('that is stopped keeps what was said so far', async () => {
    await state.chat.send('main', 's1', 'Tell me a long story');
    await until('s1', (all) => (all[1]?.text.length ?? 0) > 0);
    await state.chat.stop('s1');
    await until('s1', (all) => all[1]?.state === 'stopped');
    expect(messages('s1')[1]?.text).not.toBe('');
  });

  test('brings its conversation into the list', async () => {
    await state.chat.loadSessions();
    await state.chat.send('main', 's1', 'What is a gatehouse?');
    await until('s1', (all) => all[1]?.state === 'done');
    await state.chat.loadSessions();
    expect(state.chat.store.getState().sessions?.map(({ title }) => title)).toEqual(['What is a gatehouse?']);
  });
});

describe('a failure', () => {
  beforeEach(() => at('chatFails'));

  test('stands where the answer would, and the message can be sent again with its images', async () => {
    const image = { mediaType: 'image/png', data: 'AAAA' } as const;
    expect(await state.chat.send('main', 's1', 'Hello', [image])).toBe(false);
    expect(messages('s1').map(({ role, state: how }) => how ?? role)).toEqual(['user', 'failed']);
    await state.chat.retry('main', 's1');
    expect(messages('s1').map(({ role, state: how }) => how ?? role)).toEqual(['user', 'failed']);
    expect(messages('s1')[0]?.images).toBe(1);
  });
});

describe('a conversation', () => {
  beforeEach(() => at('chatting'));

  test('is read when it is opened, once', async () => {
    await state.chat.loadSessions();
    const [first] = state.chat.store.getState().sessions ?? [];
    await state.chat.open(first?.id ?? '');
    expect(messages(first?.id ?? '').length).toBe(first?.messages);
  });

  test('that nobody has begun is empty and no failure', async () => {
    await state.chat.open('new-one');
    expect(state.chat.store.getState().threads['new-one']).toEqual({
      messages: [],
      loading: false,
      error: undefined,
    });
  });

  test('that was removed is gone from list, threads and drafts', async () => {
    await state.chat.loadSessions();
    const id = state.chat.store.getState().sessions?.[0]?.id ?? '';
    await state.chat.open(id);
    state.chat.setDraft(id, 'half a thought');
    expect((await state.chat.remove(id)).ok).toBe(true);
    const { sessions, threads, drafts } = state.chat.store.getState();
    expect(sessions?.some((one) => one.id === id)).toBe(false);
    expect(threads[id]).toBeUndefined();
    expect(drafts[id]).toBeUndefined();
  });

  test('has an id of its own, in the form that the contract wants', () => {
    const ids = new Set(Array.from({ length: 100 }, () => state.chat.newSession()));
    expect(ids.size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9._:-]{1,128}$/);
  });
});

describe('what the topic says', () => {
  const asked: ChatMessage = { id: 'u', role: 'user', text: 'Hi', at: 0 };
  const answer = (id: string, how: 'streaming' | 'done') => ({
    id,
    role: 'assistant' as const,
    text: 'Hello',
    at: 1,
    state: how,
    session: 's',
    agent: 'main',
  });

  test('changes nothing when it is about other messages that have ended', () => {
    const all = [asked];
    expect(withAnswers(all, [answer('x', 'done')])).toBe(all);
  });

  test('adds an answer that another face asked for while it grows', () => {
    expect(withAnswers([asked], [answer('x', 'streaming')])).toHaveLength(2);
  });
});
