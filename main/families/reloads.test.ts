import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ErrorCode } from '#core/contract/error.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { Reloads } from '#main/families/reloads.ts';
import { silentLog } from '#main/log.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A gateway that answers with each of the codes, and then reads its credentials. */
function gateway(...codes: ErrorCode[]) {
  const one = {
    id: 'openclaw',
    reload: vi.fn(async () => {
      const code = codes.shift();
      if (code !== undefined) throw new GatehouseError(code, 'Not now.');
      return true;
    }),
    refresh: vi.fn(async () => undefined),
  };
  const ending = new AbortController();
  const seen: (string | undefined)[] = [];
  const reloads: Reloads = new Reloads(
    { members: new Map([[one.id, one]]) },
    {
      log: silentLog,
      signal: ending.signal,
      changed: () => seen.push(reloads.problemOf(one.id)?.code),
    },
  );
  return { one, reloads, seen, ending };
}

it('asks a gateway again that does not know its new config yet, and forgets why once it has read it', async () => {
  const { one, reloads, seen } = gateway('family_unreachable', 'family_command_failed');
  const reloaded = reloads.reload(one);
  await vi.runAllTimersAsync();
  await reloaded;
  expect(one.reload).toHaveBeenCalledTimes(3);
  expect(seen).toEqual(['family_unreachable', 'family_command_failed']);
  expect(reloads.problemOf(one.id)).toBeUndefined();
});

it('says why one still goes by what it read before, after five times or when no time would help', async () => {
  const busy = gateway(...Array<ErrorCode>(9).fill('family_command_failed'));
  const reloaded = busy.reloads.reload(busy.one);
  await vi.runAllTimersAsync();
  await reloaded;
  expect(busy.one.reload).toHaveBeenCalledTimes(5);
  expect(busy.reloads.problemOf(busy.one.id)?.code).toBe('family_command_failed');

  const closed = gateway('unauthorized');
  await closed.reloads.reload(closed.one);
  expect(closed.one.reload).toHaveBeenCalledTimes(1);
  expect(closed.reloads.problemOf(closed.one.id)?.code).toBe('unauthorized');
});

it('reloads once what was written several times, and nothing that is no installation', async () => {
  const { one, reloads } = gateway();
  for (const id of [one.id, one.id, 'embedded']) reloads.wrote(id);
  await reloads.reloadWritten();
  await reloads.reloadWritten();
  expect(one.reload).toHaveBeenCalledTimes(1);
  expect(one.refresh).toHaveBeenCalledExactlyOnceWith(true);
});

it('tries nothing again after the end of the host', async () => {
  const { one, reloads, ending } = gateway('family_unreachable');
  const reloaded = reloads.reload(one);
  ending.abort();
  await vi.runAllTimersAsync();
  await reloaded;
  expect(one.reload).toHaveBeenCalledTimes(1);
});
