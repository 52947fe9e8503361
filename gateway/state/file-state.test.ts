import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openaiError } from '#gateway/testing/openai-upstream.ts';
import { chat, openaiKey, profile, secondOpenaiKey, startGateway } from '#gateway/testing/running-gateway.ts';
import { FileState, readKeptState } from './file-state.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gatehouse-state-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const now = Date.now();
const limit = { reason: 'rate_limit', retryAt: now + 600_000 } as const;

describe('on disk', () => {
  test('cooldowns, use, sessions and spending outlive the gateway; the file is the owner’s alone', async () => {
    const place = join(dir, 'gateway');
    const first = new FileState(place);
    first.failed('main', 'a:1', limit, now);
    first.failed('main', 'a:2', limit, now, 'big');
    first.used('main', 'a:2', now);
    first.setPin('main/s', { model: 'a/big', at: now });
    first.spend('2026-01-01', '*', 1.5);
    await first.close();
    const second = new FileState(place);
    expect(second.cooldowns('main').get('a:1')).toMatchObject({ reason: 'rate_limit', until: now + 600_000 });
    expect(second.cooldowns('main').has('a:2')).toBe(false);
    expect(second.lastUsedAt('main', 'a:2')).toBe(now);
    expect(second.pin('main/s')).toEqual({ model: 'a/big', at: now });
    expect(second.spent('2026-01-01', '*')).toBe(1.5);
    expect((await stat(join(place, 'state.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(place)).mode & 0o777).toBe(0o700);
    expect(await readdir(place)).toEqual(['state.json']);
    await second.close();
  });

  test('nothing is written where nothing was learned', async () => {
    await new FileState(join(dir, 'gateway')).close();
    expect(await readdir(dir)).toEqual([]);
  });

  test('a file that cannot be read is kept aside', async () => {
    await writeFile(join(dir, 'state.json'), '{"version":1,');
    const state = new FileState(dir);
    state.used('main', 'a:1', now);
    await state.close();
    expect(await readFile(join(dir, 'state.json.unreadable'), 'utf8')).toBe('{"version":1,');
    expect(readKeptState(dir)).toMatchObject({ usedAt: { main: { 'a:1': now } } });
  });

  test('a gateway that starts again does not ask a limited credential', async () => {
    const profiles = [profile('openai:one', openaiKey), profile('openai:two', secondOpenaiKey)];
    const start = async () => {
      const running = await startGateway({ profiles, order: ['openai:one', 'openai:two'] });
      running.reload((snapshot) => ({ ...snapshot, state: { dir } }));
      return running;
    };
    const first = await start();
    first.openai.byKey.set(openaiKey, openaiError(429, 'slow', 'rate_limit', { 'retry-after': '600' }));
    await first.post('/v1/chat/completions', chat('openai/gpt-test'));
    await first.stop();
    const second = await start();
    await second.post('/v1/chat/completions', chat('openai/gpt-test'));
    expect(second.openai.seen.map(({ key }) => key)).toEqual([secondOpenaiKey]);
    await second.stop();
  });
});
