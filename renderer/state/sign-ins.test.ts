import { expect, test } from 'vitest';
import { createAppState } from '#renderer/state/app-state.ts';
import { isOpenFlow, knownReason, signInReasons, signInShown } from '#renderer/state/sign-ins.ts';
import { createMockHost } from '#renderer/testing/mock-host.ts';
import { scenario } from '#renderer/testing/scenarios.ts';
import en from '#resources/locales/en.json' with { type: 'json' };

async function begun() {
  const app = createAppState(createMockHost(scenario('well', Date.now())));
  app.start();
  const flows = () => app.signIns.topic.getState().value?.flows ?? [];
  const started = await app.signIns.start({ provider: 'openai-codex', method: 'paste' });
  if (!started.ok) throw new Error(started.error.code);
  return { app, flows, flow: started.value.flow };
}

test('a sign-in waits with its page, and ends in a profile once the address is pasted', async () => {
  const { app, flows, flow } = await begun();
  expect(signInShown(flows(), flow, false)).toMatchObject({
    state: 'waiting',
    view: { step: { url: expect.stringContaining('https://') } },
  });
  const done = new Promise<void>((resolve) => {
    app.signIns.topic.subscribe(({ value }) => {
      if (value?.flows.some(({ step }) => step.state === 'done')) resolve();
    });
  });
  expect(await app.signIns.paste(flow, 'http://localhost:1455/?code=FAKE')).toMatchObject({ ok: true });
  await done;
  const shown = signInShown(flows(), flow, true);
  expect(shown).toMatchObject({
    state: 'done',
    view: { step: { profile: 'openai-codex:ada@example.com' } },
  });
  expect(app.profiles.topic.getState().value?.agents[0]?.profiles.map(({ id }) => id)).toContain(
    'openai-codex:ada@example.com',
  );
});

test('an address without a code is refused, and the sign-in goes on waiting', async () => {
  const { app, flows, flow } = await begun();
  expect(await app.signIns.paste(flow, 'http://localhost:1455/')).toMatchObject({
    ok: false,
    error: { code: 'bad_input' },
  });
  expect(flows().map(isOpenFlow)).toEqual([true]);
});

test('a refusal ends it with a reason that has words', async () => {
  const { app, flows, flow } = await begun();
  await app.signIns.paste(flow, 'http://localhost:1455/?error=access_denied');
  expect(signInShown(flows(), flow, true)).toMatchObject({
    state: 'failed',
    view: { step: { reason: 'denied' } },
  });
  expect(flows().some(isOpenFlow)).toBe(false);
});

test('a flow that the topic does not have yet has begun; one that it no longer has is gone', async () => {
  const { app, flows, flow } = await begun();
  expect(signInShown([], flow, false)).toEqual({ state: 'begun' });
  expect(signInShown(undefined, flow, false)).toEqual({ state: 'begun' });
  await app.signIns.dismiss(flow);
  expect(signInShown(flows(), flow, true)).toEqual({ state: 'gone' });
});

test('every reason has its own words, and an unknown one falls back', () => {
  expect(Object.keys(en.signIn.reason).sort()).toEqual([...signInReasons, 'other'].sort());
  expect(knownReason('port_taken')).toBe('port_taken');
  expect(knownReason('moon_phase')).toBeUndefined();
});
