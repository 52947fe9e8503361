import { afterEach, expect, it } from 'vitest';
import { attentionItems } from '#core/attention/attention.ts';
import type { TopicValue } from '#core/contract/topics.ts';
import { type Hosted, hosted, upstream } from '#main/testing/hosted.ts';

const open: { clean(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.clean();
});

const limited = JSON.stringify({ error: { message: 'Rate limit reached', code: 'rate_limit_exceeded' } });
const noCredit = JSON.stringify({
  error: { message: 'You exceeded your quota', code: 'insufficient_quota' },
});
const model = 'shop/m';

/** A host whose one provider answers as the test says, with one key. */
async function begin() {
  const provider = await upstream({ status: 429, body: limited });
  open.push({ clean: provider.close });
  const shop = { baseUrl: `${provider.url}/v1`, api: 'openai-completions', models: [{ id: 'm' }] };
  const config = {
    gateway: { auth: { mode: 'none' } },
    models: { providers: { shop } },
    agents: { defaults: { model } },
  };
  const one = await hosted(config);
  const { loadedRevision: empty = 0 } = await one.until('gateway', (now) => now.observed.state === 'ready');
  const credential = { type: 'api_key', key: 'sk-FAKE-shop-1' } as const;
  expect(await one.call('profiles.add', { agent: 'main', provider: 'shop', credential })).toMatchObject({
    ok: true,
  });
  await one.until('gateway', ({ loadedRevision = 0 }) => loadedRevision > empty);
  return { provider, one, config };
}
const ask = ({ gatewayPort }: Hosted) =>
  fetch(`http://127.0.0.1:${gatewayPort}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hi' }] }),
  });
const profileOf = ({ agents }: TopicValue<'profiles'>) => agents[0]?.profiles[0];
const rests = (profiles: TopicValue<'profiles'>) => profileOf(profiles)?.coolingUntil !== undefined;

it('a credential that rests is shown so at once, in every place, and after a restart too', async () => {
  const { one, config } = await begin();
  const { stateDir } = one;
  expect((await ask(one)).status).toBe(429);
  const profiles = await one.until('profiles', rests);
  expect(profileOf(profiles)).toMatchObject({ coolingReason: 'rate_limit' });
  const { events } = await one.until('activity', (activity) => activity.events.length > 0);
  expect(events[0]).toMatchObject({ kind: 'cooling', profile: profileOf(profiles)?.id, disabled: false });
  const { agents } = await one.until(
    'models',
    (models) => models.agents[0]?.answersNext[0]?.usable === false,
  );
  expect(agents[0]?.answersNext[0]?.because).toEqual([{ code: 'rate_limit' }]);
  expect(await one.call('activity.events', { agent: 'main', limit: 10 })).toEqual({
    ok: true,
    value: { events },
  });

  await one.host.quit(2_000);
  const again = await hosted(config, { stateDir });
  open.push({ clean: () => again.clean() });
  // From the first moment, without a word of the new gateway.
  expect(rests(again.host.topics.current('profiles') as TopicValue<'profiles'>)).toBe(true);
  const recalled = await again.until('activity', (activity) => activity.events.length > 0);
  expect(recalled.events).toEqual(events);
}, 30_000);

it('an account without credit wants attention until it answers again', async () => {
  const { provider, one } = await begin();
  open.push(one);
  provider.answer.body = noCredit;
  await ask(one);
  const profiles = await one.until('profiles', rests);
  expect(attentionItems({ profiles }, Date.now()).map(({ code }) => code)).toContain('out_of_credit');
}, 30_000);
