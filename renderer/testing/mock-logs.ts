import type { Handlers } from '#core/contract/calls.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { LogLine } from '#core/log/line.ts';

/** Lines of each log, oldest first. */
export interface MockLogs {
  lines: Record<string, LogLine[]>;
  /** The next read from an offset finds another file. */
  rotated?: boolean;
}

const levels = ['debug', 'info', 'warn', 'error'];

export function mockLogs(data: MockLogs): Handlers<'logs'> {
  return {
    async 'logs.read'({ source, from, before, limit = 500, level, search }) {
      const all = data.lines[source];
      if (!all) throw new GatehouseError('unknown_log', `There is no log ${source}.`);
      const wanted = all.filter(
        (line) =>
          (level === undefined || levels.indexOf(line.level) >= levels.indexOf(level)) &&
          (search === undefined || line.text.toLowerCase().includes(search.toLowerCase())),
      );
      const rotated = from !== undefined && data.rotated === true;
      const reach = wanted.filter(
        ({ end }) => (from === undefined || rotated || end > from) && (before === undefined || end <= before),
      );
      const lines = from === undefined ? reach.slice(-limit) : reach.slice(0, limit);
      const first = lines[0];
      const earlier = first && wanted[0] !== first ? wanted[wanted.indexOf(first) - 1] : undefined;
      return {
        lines,
        ...(earlier ? { start: earlier.end } : {}),
        end: lines.at(-1)?.end ?? from ?? 0,
        ...(rotated ? { rotated } : {}),
      };
    },
  };
}

const said: readonly (readonly [LogLine['level'], string | undefined, string])[] = [
  ['info', 'host.started', 'Gatehouse 0.1.0 on linux, Node 24.21.0'],
  ['info', 'vault.ready', 'Secret Service answers'],
  ['info', 'gateway.starting', 'run 1, 127.0.0.1:18790'],
  ['info', 'gateway.ready', 'listening after 182 ms'],
  ['debug', 'gateway.loaded', 'revision 12'],
  ['info', 'request', 'anthropic/claude-sonnet-4-6 anthropic:work 200 1.4 s'],
  ['warn', 'profile.cooling', 'anthropic:work rests for 5 minutes: rate_limit'],
  ['info', 'request', 'anthropic/claude-sonnet-4-6 anthropic:default 200 2.1 s'],
  ['debug', undefined, 'connection pool of api.anthropic.com: 2 open, 1 free'],
  ['error', 'mirror.failed', 'jarvis: auth-profiles.json ends in the middle of a value (line 12)'],
  ['info', 'profile.recovered', 'anthropic:work answered again'],
];

/** `count` lines that end at `now`. */
export function linesBefore(now: number, count: number): LogLine[] {
  return Array.from({ length: count }, (_, index) => {
    const [level, event, text] = said[index % said.length] ?? ['info', undefined, ''];
    return {
      end: (index + 1) * 96,
      at: now - (count - index) * 4_000,
      level,
      ...(event === undefined ? {} : { event }),
      text,
    };
  });
}
