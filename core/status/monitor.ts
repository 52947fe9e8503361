import { checkExitCode, type ModelsStatus } from '#core/status/models-status.ts';

/** What the monitor has to say: the exit code of `models status --check` over all agents, and words for a notification. */
export interface MonitorReport {
  exit: 0 | 1 | 2;
  title: string;
  /** One matter per line; no secret. */
  lines: string[];
  /** The same as long as the matters are the same. */
  key: string;
}

const titles = {
  0: 'All credentials are in order',
  1: 'A credential is missing or has expired',
  2: 'A credential ends within a day',
} as const;

/** Pure. */
export function monitorReport(statuses: readonly ModelsStatus[]): MonitorReport {
  const codes = statuses.map(checkExitCode);
  const exit = codes.includes(1) ? 1 : codes.includes(2) ? 2 : 0;
  const lines = statuses.flatMap(({ agentId, auth, problems }) => {
    const of = agentId === 'main' ? '' : ` (agent ${agentId})`;
    const words = {
      expired: 'has expired',
      missing: 'has no secret any more',
      expiring: 'ends within a day',
    };
    return [
      ...problems.map(({ message }) => message),
      ...auth.missingProvidersInUse.map((provider) => `${provider}: no usable credential${of}`),
      ...auth.oauth.profiles.flatMap(({ profileId, status }) =>
        status in words ? [`${profileId} ${words[status as keyof typeof words]}${of}`] : [],
      ),
    ];
  });
  const unique = [...new Set(lines)];
  return { exit, title: titles[exit], lines: unique, key: [exit, ...unique.toSorted()].join('\n') };
}

/** A matter that lasts is told once a day at most (milliseconds). */
const repeatAfterMs = 24 * 60 * 60 * 1000;

/** What was told last, and when (epoch milliseconds). */
export interface Told {
  key: string;
  at: number;
}

/** Whether a notification is due. A clock that was set back silences nothing for longer than the span. Pure. */
export function isToldAnew(report: MonitorReport, last: Told | undefined, now: number): boolean {
  if (report.exit === 0) return false;
  return last === undefined || last.key !== report.key || Math.abs(now - last.at) >= repeatAfterMs;
}
