import type { Said } from '#core/say/say.ts';
/** What `secrets audit` reports, in the family's words and codes (OpenClaw 2026.3.2). Pure. */

export type AuditCode = 'PLAINTEXT_FOUND' | 'REF_UNRESOLVED' | 'REF_SHADOWED' | 'LEGACY_RESIDUE';

export interface AuditFinding {
  code: AuditCode;
  severity: 'error' | 'warn' | 'info';
  /** The file, `environment`, or the vault's name. */
  file: string;
  /** Dotted path inside the file, or the variable; empty for a whole file. */
  jsonPath: string;
  /** One sentence, never with a secret in it. */
  message: string;
  provider?: string;
  /** `anthropic:work`, or `agent/anthropic:work`. */
  profileId?: string;
}

export interface AuditReport {
  version: 1;
  status: 'clean' | 'findings' | 'unresolved';
  summary: {
    plaintextCount: number;
    unresolvedRefCount: number;
    shadowedRefCount: number;
    legacyResidueCount: number;
    /** References to commands, which were not started because nobody allowed it. */
    skippedExecRefCount: number;
  };
  findings: AuditFinding[];
  /** Places that could not be looked into. */
  problems: { where: string; message: string; said?: Said }[];
}

/** @param skippedExecRefs references that were left alone. */
export function auditReport(
  findings: readonly AuditFinding[],
  problems: AuditReport['problems'],
  skippedExecRefs: number,
): AuditReport {
  const count = (code: AuditCode) => findings.filter((finding) => finding.code === code).length;
  const summary = {
    plaintextCount: count('PLAINTEXT_FOUND'),
    unresolvedRefCount: count('REF_UNRESOLVED'),
    shadowedRefCount: count('REF_SHADOWED'),
    legacyResidueCount: count('LEGACY_RESIDUE'),
    skippedExecRefCount: skippedExecRefs,
  };
  const status = summary.unresolvedRefCount > 0 ? 'unresolved' : findings.length > 0 ? 'findings' : 'clean';
  const rank = { error: 0, warn: 1, info: 2 };
  return {
    version: 1,
    status,
    summary,
    findings: findings.toSorted((a, b) => rank[a.severity] - rank[b.severity]),
    problems,
  };
}

/** 2 when a reference does not resolve, with or without `--check`; 1 with `--check` and findings; 0 otherwise. */
export function auditExitCode(report: AuditReport, options: { check?: boolean } = {}): 0 | 1 | 2 {
  if (report.status === 'unresolved') return 2;
  return options.check === true && report.status === 'findings' ? 1 : 0;
}
