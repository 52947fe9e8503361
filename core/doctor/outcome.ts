import type { Finding } from '#core/doctor/finding.ts';

/** The worst first. */
const weight: Record<Finding['state'], number> = { fail: 0, warn: 1, note: 2, skipped: 3, ok: 4 };

export const worstFirst = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted((a, b) => weight[a.state] - weight[b.state]);

/** The exit code of `gatehouse doctor`: 1 when something does not work, 2 when something wants attention, else 0. */
export function doctorExitCode(findings: readonly Finding[]): 0 | 1 | 2 {
  if (findings.some(({ state }) => state === 'fail')) return 1;
  return findings.some(({ state }) => state === 'warn') ? 2 : 0;
}
