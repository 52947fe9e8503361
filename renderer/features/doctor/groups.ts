import type { Finding } from '#core/doctor/finding.ts';

export const findingStates = ['fail', 'warn', 'note', 'ok', 'skipped'] as const;

/** Findings by state, the worst first; states without one are left out. */
export function byState(findings: readonly Finding[]): { state: Finding['state']; findings: Finding[] }[] {
  return findingStates
    .map((state) => ({ state, findings: findings.filter((finding) => finding.state === state) }))
    .filter((group) => group.findings.length > 0);
}

/** What asks for a person. */
export const troubles = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ state }) => state === 'fail' || state === 'warn');

/** What a new look at some checks found, in the place of what they found before. */
export function replaceChecks(
  known: readonly Finding[],
  checks: readonly string[],
  found: readonly Finding[],
): Finding[] {
  const at = known.findIndex(({ check }) => checks.includes(check));
  const kept = known.filter(({ check }) => !checks.includes(check));
  const place = at < 0 ? kept.length : at;
  return [...kept.slice(0, place), ...found, ...kept.slice(place)];
}
