import { defineCommand } from '#cli/command.ts';
import { GatehouseError } from '#core/contract/error.ts';

export const secretsReload = defineCommand({
  path: ['secrets', 'reload'],
  summary: 'Follow every reference anew and give the running gateway what they lead to.',
  details: ['A reference that fails now leaves the last good secret in use, and is named.'],
  options: {},
  examples: [['secrets reload', 'After a change of a file, a command or a password manager']],
  exitCodes: { 0: 'reloaded', 1: 'nothing runs, or a reference does not resolve' },
  schema: () => import('#cli/commands/secrets.schema.ts').then((schemas) => schemas.secretsReloadSchema),
  run: async ({ env, signal, out }) => {
    const { findHost } = await import('#cli/host/find-host.ts');
    const host = await findHost(env, signal);
    if (!host) {
      throw new GatehouseError(
        'host_unreachable',
        'Gatehouse is not running, so there is nothing to reload.',
        {
          hint: 'Start it: gatehouse gateway start',
        },
      );
    }
    await host.client.invoke('vault.check', {});
    const [{ auditSecrets }, { openLocal }] = await Promise.all([
      import('#store/secrets/audit.ts'),
      import('#cli/local/open.ts'),
    ]);
    const { stores } = await openLocal(env);
    const report = await auditSecrets(stores, { allowExec: true, signal });
    const failed = report.findings.filter(({ code }) => code === 'REF_UNRESOLVED');
    if (failed.length > 0) {
      const [first] = failed;
      throw new GatehouseError(
        'secret_ref_unresolved',
        `${failed.length} references do not resolve: ${first?.message ?? ''}`,
        {
          where: first?.profileId ?? first?.jsonPath ?? '',
          hint: 'gatehouse secrets audit --allow-exec names all of them.',
        },
      );
    }
    const warnings = report.findings
      .filter(({ code }) => code === 'REF_SHADOWED')
      .map(({ message, profileId }) => (profileId === undefined ? message : `${profileId}: ${message}`));
    return {
      json: { ok: true, warningCount: warnings.length, warnings },
      warnings,
      text: `${out.green(out.symbols.ok)} Secrets are reloaded.`,
    };
  },
});
