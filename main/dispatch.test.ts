import { expect, it } from 'vitest';
import type { Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { createDispatch } from '#main/dispatch.ts';
import { fileLog } from '#main/log.ts';

const secret = 'sk-ant-api03-FAKEFAKEFAKE0123';
let written = '';
const log = fileLog(
  {
    write: (text) => {
      written += text;
    },
  },
  () => 0,
);
const dispatch = createDispatch(
  {
    'profiles.add': async () => ({ id: 'acme:default', revision: 3, key: secret }),
    'profiles.rename': async () => {
      throw new GatehouseError('profile_exists', 'There is one.', { hint: 'Another name.', where: 'name' });
    },
    'profiles.setDisabled': async () => {
      throw new Error(`unforeseen, with ${secret} in it`);
    },
    'gateway.start': async () => ({ wrong: true }),
    'gateway.accessToken': async () => ({ token: 42 }) as never,
  } as unknown as Handlers,
  log,
);
const call = (name: string, input: unknown) => dispatch({ name, input, face: 'web', sender: true });
const credential = { type: 'api_key', key: secret };

it('fills in defaults, and lets nothing out that the output schema does not name', async () => {
  expect(await call('profiles.add', { provider: 'acme', credential })).toEqual({
    ok: true,
    value: { id: 'acme:default', revision: 3 },
  });
  expect(await call('gateway.start', undefined)).toEqual({ ok: true, value: {} });
});

it('refuses what it does not know, and input of another form without repeating it', async () => {
  expect(await call('profiles.steal', {})).toMatchObject({ error: { code: 'unknown_call' } });
  expect(await call('toString', {})).toMatchObject({ error: { code: 'unknown_call' } });
  const answer = await call('profiles.add', { provider: secret, credential: { type: secret } });
  expect(answer).toMatchObject({ error: { code: 'bad_input' } });
  expect(JSON.stringify(answer)).not.toContain('FAKE');
});

it('refuses a sender that the face does not trust, before anything else', async () => {
  const sender = { code: 'forbidden_origin', message: 'No.' } as const;
  expect(await dispatch({ name: 'profiles.add', input: {}, face: 'desktop', sender })).toEqual({
    ok: false,
    error: sender,
  });
});

it('passes on the code and words of a known error', async () => {
  expect(await call('profiles.rename', { id: 'acme:a', name: 'b' })).toEqual({
    ok: false,
    error: { code: 'profile_exists', message: 'There is one.', hint: 'Another name.', where: 'name' },
  });
});

it('keeps an unforeseen error for the log, redacted, and tells the face only that there was one', async () => {
  const answer = await call('profiles.setDisabled', { id: 'acme:a', disabled: true });
  expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(JSON.stringify(answer)).not.toContain('unforeseen');
  expect(written).toContain('unforeseen');
  expect(written).not.toContain('FAKEFAKE');
  expect(await call('gateway.accessToken', {})).toMatchObject({ error: { code: 'internal' } });
});
