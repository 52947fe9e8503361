import { defineCommand } from '#cli/command.ts';
import { openLocal } from '#cli/local/open.ts';
import { printable, table } from '#cli/term/table.ts';

export const secretsAudit = defineCommand({
  path: ['secrets', 'audit'],
  summary: 'Look for secrets in clear, references that lead nowhere, and what earlier times left behind.',
  details: [
    'Looks into the config, the profiles, the .env of the state directory and every mirror; with --outside into other tools’ files, too. It reads alone, and says where a secret lies, never what it is.',
    'Commands behind exec references are started only with --allow-exec.',
  ],
  options: {
    check: { type: 'boolean', summary: 'Say by the exit code whether there are findings' },
    outside: { type: 'boolean', summary: 'Look into the files of other tools, too' },
    'allow-exec': { type: 'boolean', summary: 'Start the commands of exec references' },
  },
  examples: [
    ['secrets audit', 'For people'],
    ['secrets audit --check --json', 'For a script: see the exit codes'],
    ['secrets audit --outside', 'Other tools on this machine as well'],
  ],
  exitCodes: {
    0: 'clean; without --check: also when there are findings',
    1: 'with --check: there are findings; or it failed',
    2: 'a reference does not resolve, with and without --check',
  },
  schema: () => import('#cli/commands/secrets.schema.ts').then((schemas) => schemas.secretsAuditSchema),
  run: async ({ env, options, out, signal }) => {
    const [{ auditSecrets }, { auditExitCode }] = await Promise.all([
      import('#store/secrets/audit.ts'),
      import('#core/secret/audit.ts'),
    ]);
    const { stores } = await openLocal(env);
    const report = await auditSecrets(stores, {
      outside: options.outside,
      allowExec: options['allow-exec'],
      signal,
    });
    const marks = {
      error: out.red(out.symbols.bad),
      warn: out.yellow(out.symbols.warn),
      info: out.dim(out.symbols.off),
    };
    const rows = report.findings.map((finding) => [
      `${marks[finding.severity]} ${finding.code}`,
      finding.profileId === undefined ? '' : printable(finding.profileId),
      printable(finding.jsonPath === '' ? finding.file : `${finding.file} (${finding.jsonPath})`),
      printable(finding.message),
    ]);
    const skipped = report.summary.skippedExecRefCount;
    return {
      json: report,
      warnings: report.problems.map(({ where, message }) => `${where}: ${message}`),
      text: [
        ...(rows.length === 0
          ? [`${out.green(out.symbols.ok)} No secret stands in clear, and every reference resolves.`]
          : table(rows)),
        ...(skipped === 0
          ? []
          : [out.dim(`${skipped} references to commands were left alone; --allow-exec starts them.`)]),
      ].join('\n'),
      exit: auditExitCode(report, options),
    };
  },
});
