import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type Hosted, hosted, upstream } from '#main/testing/hosted.ts';

const open: { clean(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.clean();
});

/** A host whose one provider is a real server on this machine that needs no key. */
async function begin(answer = { status: 200, body: '{"data":[{"id":"big"},{"id":"small"}],"choices":[]}' }) {
  const local = await upstream(answer);
  open.push({ clean: local.close });
  const ollama = { baseUrl: `${local.url}/v1`, api: 'openai-completions', models: [{ id: 'big' }] };
  const lmstudio = { baseUrl: 'http://127.0.0.1:1/v1', api: 'openai-completions' };
  const one: Hosted = await hosted({ models: { providers: { ollama, lmstudio } } });
  open.push(one);
  return one;
}
const done = { ok: true, value: {} };

it('roles, aliases and the allowlist reach every face through the topic', async () => {
  const one = await begin();
  const agent = 'main';
  for (const result of [
    await one.call('models.setPrimary', { agent, model: 'ollama/big' }),
    await one.call('models.setFallbacks', { agent, models: ['ollama/small', 'openai/gpt-5.5'] }),
    await one.call('models.setImage', { agent, model: 'openai/gpt-5.5' }),
    await one.call('models.setImageFallbacks', { agent, models: ['openai/gpt-6-sol'] }),
    await one.call('models.setUtility', { agent, model: 'ollama/small' }),
    await one.call('models.setAlias', { alias: 'quick', model: 'ollama/small' }),
    await one.call('models.setAllowed', { models: ['ollama/*'] }),
  ]) {
    expect(result).toEqual(done);
  }
  const models = await one.until('models', ({ allowed }) => allowed?.includes('ollama/*') === true);
  expect(models).toMatchObject({
    agents: [
      {
        id: 'main',
        name: 'Main',
        primary: 'ollama/big',
        fallbacks: ['ollama/small', 'openai/gpt-5.5'],
        image: 'openai/gpt-5.5',
        imageFallbacks: ['openai/gpt-6-sol'],
        utility: 'ollama/small',
      },
    ],
    aliases: { quick: 'ollama/small' },
    allowed: expect.arrayContaining(['ollama/*', 'ollama/small']),
  });
  expect(await one.call('models.setFallbacks', { agent: 'nobody', models: [] })).toMatchObject({
    ok: false,
    error: { code: 'unknown_agent' },
  });
});

it('a scan finds the server on this machine, the catalog has what it found, and a probe asks it', async () => {
  const one = await begin();
  expect(await one.call('models.scan', {})).toMatchObject({
    ok: true,
    value: {
      providers: expect.arrayContaining([
        { id: 'ollama', found: 2, added: 1 },
        {
          id: 'lmstudio',
          found: 0,
          added: 0,
          error: expect.objectContaining({ code: 'upstream_unreachable' }),
        },
      ]),
    },
  });
  const catalog = await one.call('models.catalog', { provider: 'ollama' });
  expect(catalog).toMatchObject({
    ok: true,
    value: {
      models: [
        { ref: 'ollama/big', source: 'config' },
        { ref: 'ollama/small', source: 'scanned', reachable: [] },
      ],
    },
  });
  expect(await one.call('models.probe', { model: 'ollama/small' })).toEqual({
    ok: true,
    value: { ok: true, latencyMs: expect.any(Number) },
  });
});

it('settings are published from the first moment, and changed in the file', async () => {
  const one = await begin();
  expect(one.host.topics.current('settings')).toMatchObject({
    language: 'system',
    warnHours: 24,
    gateway: { port: one.gatewayPort, access: 'token' },
  });
  expect(
    await one.call('settings.change', { language: 'de', warnHours: 48, gateway: { budget: { hold: 5 } } }),
  ).toEqual(done);
  await one.until('settings', ({ warnHours }) => warnHours === 48);
  expect(await one.until('app', ({ locale }) => locale === 'de')).toMatchObject({ locale: 'de' });
  expect(JSON.parse(await readFile(join(one.stateDir, 'gatehouse.json'), 'utf8'))).toMatchObject({
    gatehouse: { language: 'de', warnHours: 48 },
    gateway: { budget: { hold: 5 }, port: one.gatewayPort },
  });
  expect(await one.call('settings.change', { gateway: { bind: 'lan', access: 'none' } })).toMatchObject({
    ok: false,
    error: { code: 'bad_input' },
  });
});

it('a named token opens the gateway as soon as it was made, and no longer once it is removed', async () => {
  const one = await begin();
  const ready = await one.until('gateway', ({ observed }) => observed.state === 'ready');
  const ask = (token: string) =>
    fetch(`${ready.endpoint}/v1/models`, { headers: { authorization: `Bearer ${token}` } }).then(
      ({ status }) => status,
    );
  const loadedAfter = (revision: number) =>
    one.until('gateway', ({ loadedRevision }) => (loadedRevision ?? 0) > revision);
  const before = await loadedAfter(0);
  const added = await one.call('tokens.add', { name: 'ci', budget: { hold: 5 } });
  if (!added.ok) throw new Error(added.error.message);
  const { token } = added.value;
  const loaded = await loadedAfter(before.loadedRevision ?? 0);
  expect(await ask(token)).toBe(200);
  expect(await one.call('tokens.list', {})).toEqual({
    ok: true,
    value: { tokens: [{ name: 'ci', budget: { hold: 5 } }] },
  });
  expect(await one.call('tokens.add', { name: 'ci' })).toMatchObject({
    ok: false,
    error: { code: 'token_exists' },
  });
  expect(await one.call('tokens.remove', { name: 'ci' })).toEqual(done);
  await loadedAfter(loaded.loadedRevision ?? 0);
  expect(await ask(token)).toBe(401);
  expect(await one.call('tokens.remove', { name: 'ci' })).toMatchObject({
    ok: false,
    error: { code: 'unknown_token' },
  });
  expect(JSON.stringify(one.host.topics.snapshot())).not.toContain(token);
});
