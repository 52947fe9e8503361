/** What `<name> --version` prints: `2026.3.2`, or from 2026.5 on `OpenClaw 2026.5.7 (eeef486)`. */
export function parseVersion(output: string): string | undefined {
  return /(?:^|[\s v])(\d+(?:\.\d+){1,3}(?:-[0-9A-Za-z.-]+)?)(?=$|[\s),])/.exec(output.trim())?.[1];
}

const parts = (version: string): number[] =>
  (version.split('-')[0] ?? '').split('.').map((part) => Number.parseInt(part, 10) || 0);

/** Numerically, part by part; what follows a dash does not count. Negative: `a` is the older one. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
