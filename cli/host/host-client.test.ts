import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findHost } from '#cli/host/find-host.ts';
import type { HostClient } from '#cli/host/host-client.ts';
import { makeStateDir } from '#cli/testing/run-cli.ts';
import { ScriptedHost } from '#cli/testing/scripted-host.ts';
import { SseDecoder } from '#core/sse/decoder.ts';

describe('events', () => {
  it('are put together from pieces, with any line end, and comments are passed over', () => {
    const decoder = new SseDecoder();
    expect(decoder.feed(': hello\n\ndata: {"a"')).toEqual([]);
    expect(decoder.feed(':1}\r\n\r\ndata:one\ndata: two\n')).toEqual(['{"a":1}']);
    expect(decoder.feed('\n')).toEqual(['one\ntwo']);
  });
});

describe('a running host', () => {
  let state: Awaited<ReturnType<typeof makeStateDir>>;
  let host: ScriptedHost;
  let client: HostClient;
  const stop = new AbortController();

  beforeEach(async () => {
    state = await makeStateDir();
    host = new ScriptedHost();
    await host.start(state.dir);
    const found = await findHost({ GATEHOUSE_STATE_DIR: state.dir }, stop.signal);
    if (!found) throw new Error('the host was not found');
    client = found.client;
  });
  afterEach(async () => {
    await host.stop();
    await state.remove();
  });

  it('answers a call with its value', async () => {
    host.answer = () => ({ ok: true, value: { revision: 7 } });
    expect(await client.invoke('profiles.setOrder', { provider: 'openai', order: null })).toEqual({
      revision: 7,
    });
    expect(host.calls).toEqual([
      { name: 'profiles.setOrder', input: { agent: 'main', provider: 'openai', order: null } },
    ]);
  });

  it('gives its errors back with code, words and hint', async () => {
    const error = { code: 'port_taken', message: 'Taken.', hint: 'Free it.', where: '127.0.0.1:1' } as const;
    host.answer = () => ({ ok: false, error });
    await expect(client.invoke('gateway.start', {})).rejects.toMatchObject(error);
  });

  it('of another version, whose answer has another shape, is told from a good one', async () => {
    host.answer = () => ({ ok: true, value: { revision: 'seven' } });
    await expect(
      client.invoke('profiles.setOrder', { provider: 'openai', order: null }),
    ).rejects.toMatchObject({
      code: 'internal',
    });
  });

  it('is watched until the awaited state comes', async () => {
    host.set('vault', { state: 'checking', level: 'keychain', backend: 'x' });
    const ready = client.watch(({ vault }) => (vault?.state === 'ready' ? vault.backend : undefined), 5_000);
    host.set('vault', { state: 'ready', level: 'keychain', backend: 'y' });
    expect(await ready).toBe('y');
  });

  it('is not watched for longer than the limit', async () => {
    await expect(client.watch(() => undefined, 30)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('that goes away is told as unreachable', async () => {
    const watched = client.watch(() => undefined, 5_000);
    host.set('vault', { state: 'checking', level: 'keychain', backend: 'x' });
    const gone = expect(watched).rejects.toMatchObject({ code: 'host_unreachable' });
    await host.stop();
    await gone;
    await expect(client.invoke('gateway.stop', {})).rejects.toMatchObject({ code: 'host_unreachable' });
    await host.start(state.dir);
  });
});
