/**
 * A last net under everything that is written to a log: what looks like a secret is masked. It is not the plan; the
 * plan is that secrets never get there.
 */
const patterns: readonly [RegExp, string][] = [
  // Headers and assignments that name a secret.
  [/\b(authorization["']?\s*[:=]\s*["']?(?:bearer|basic)\s+)[^\s"',;]+/gi, '$1[redacted]'],
  [/\b(bearer\s+)[A-Za-z0-9._~+/=-]{8,}/gi, '$1[redacted]'],
  [
    /\b((?:x-api-key|x-goog-api-key|api[_-]?key|access[_-]?token|refresh[_-]?token|client[_-]?secret|secret|password|token)["']?\s*[:=]\s*["']?)[^\s"',;&]{6,}/gi,
    '$1[redacted]',
  ],
  // `?key=…` and `&key=…` of a URL.
  [/([?&](?:key|code|token)=)[^\s&"'#]+/gi, '$1[redacted]'],
  // Shapes of known keys; the prefix stays, so that a reader sees what it was.
  [/\b(sk-(?:ant-|or-|proj-|svcacct-)?)[A-Za-z0-9_-]{8,}/g, '$1[redacted]'],
  [/\b((?:gsk|gh|ghp|gho|ghs|hf|pplx|r8|tgp)_)[A-Za-z0-9_-]{16,}/g, '$1[redacted]'],
  [/\b(github_pat_|glpat-|xai-|AIza|ya29\.)[A-Za-z0-9_-]{12,}/g, '$1[redacted]'],
  // JSON web tokens.
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?/g, '[redacted]'],
];

/** The text with key-shaped strings masked. */
export function redact(text: string): string {
  let result = text;
  for (const [pattern, replacement] of patterns) result = result.replace(pattern, replacement);
  return result;
}
