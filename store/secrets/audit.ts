import { envKeys, shadowingVariable } from '#core/profile/env-keys.ts';
import type { Profile } from '#core/profile/profile.ts';
import { type AuditFinding, type AuditReport, auditReport } from '#core/secret/audit.ts';
import { refKey, type SecretRef } from '#core/secret/secret-ref.ts';
import { knownProviders } from '#store/credentials/common.ts';
import { readEnvironment } from '#store/environment/environment.ts';
import { type ClearSecret, clearPlaces } from '#store/secrets/clear-places.ts';
import { refusedOnOAuth } from '#store/secrets/profile-secret.ts';
import { resolveRefs } from '#store/secrets/resolve-refs.ts';
import type { Stores } from '#store/stores.ts';
import { isLevelled } from '#store/vault/open-vault.ts';

export interface AuditOptions {
  /** Look into other tools' files, too. */
  outside?: boolean;
  /** Start the commands of exec references; without it they are counted and left alone. */
  allowExec?: boolean;
  env?: Readonly<Record<string, string | undefined>>;
  home?: string;
  signal?: AbortSignal;
}

interface Named {
  profile: Profile;
  /** `anthropic:work`, or `agent/anthropic:work`. */
  profileId: string;
  jsonPath: string;
}

/**
 * Looks for secrets in clear, references that do not resolve or are shadowed, and what earlier times left behind.
 * Reads alone. Exit codes: `auditExitCode` of `core/secret/audit.ts`.
 * @throws GatehouseError `profiles_unreadable`.
 */
export async function auditSecrets(stores: Stores, options: AuditOptions = {}): Promise<AuditReport> {
  const doc = await stores.profiles.read();
  const named = Object.entries(doc.agents).flatMap(([agent, { profiles }]) =>
    Object.entries(profiles).map(
      ([id, profile]): Named => ({
        profile,
        profileId: agent === 'main' ? id : `${agent}/${id}`,
        jsonPath: `agents.${agent}.profiles.${id}.secret`,
      }),
    ),
  );
  const clear = await clearPlaces(stores, options);
  const refs = await auditRefs(stores, named, options);
  const vault = await auditVaultItems(stores, named);
  const findings = [
    ...clear.found.flatMap(fromClear),
    ...refs.findings,
    ...vault.findings,
    ...(await auditShadows(stores, named, options)),
    ...(await auditResidue(stores)),
  ];
  return auditReport(findings, [...clear.problems, ...vault.problems], refs.skipped);
}

/** Variables of the environment are no plaintext on disk; they are told as places, not as findings. */
function fromClear(one: ClearSecret): AuditFinding[] {
  const { kind, file, at, provider, profileId } = one;
  const about = {
    file,
    jsonPath: at,
    ...(provider === undefined ? {} : { provider }),
    ...(profileId === undefined ? {} : { profileId }),
  };
  if (kind === 'environment') return [];
  const found = (
    severity: AuditFinding['severity'],
    message: string,
    code: AuditFinding['code'] = 'PLAINTEXT_FOUND',
  ) => [{ code, severity, message, ...about }];
  if (kind === 'other_tool') return found('info', 'Another program keeps this credential in clear.');
  if (kind === 'residue')
    return found('warn', 'A copy that nobody reads has a secret in clear.', 'LEGACY_RESIDUE');
  if (one.besideRef === true) {
    return [
      ...found('warn', 'A secret in clear stands beside a reference to one, and beats it.', 'REF_SHADOWED'),
      ...found('warn', 'A gateway keeps this secret in clear.'),
    ];
  }
  if (one.grant === true)
    return found('info', 'A sign-in lies in clear, as OAuth takes no references.', 'LEGACY_RESIDUE');
  if (one.chosen === true)
    return found('info', 'A mirror in plain mode has this secret in clear, as it was chosen.');
  return found(
    'warn',
    kind === 'dotenv' ? 'The .env file has a key in clear.' : 'A secret stands here in clear.',
  );
}

async function auditRefs(
  stores: Stores,
  named: readonly Named[],
  options: AuditOptions,
): Promise<{ findings: AuditFinding[]; skipped: number }> {
  const { config } = await stores.config.read();
  const env = options.env ?? (await readEnvironment(stores)).variables;
  const file = stores.dir.profilesFile;
  const wanted: { ref: SecretRef; about: Omit<AuditFinding, 'code' | 'severity' | 'message'> }[] = [];
  const findings: AuditFinding[] = [];
  for (const { profile, profileId, jsonPath } of named) {
    if (profile.secret.kind !== 'ref') continue;
    const about = { file, jsonPath, provider: profile.provider, profileId };
    if (profile.type !== 'oauth') wanted.push({ ref: profile.secret.ref, about });
    else {
      const { message } = refusedOnOAuth(profile.secret.ref);
      findings.push({ code: 'REF_UNRESOLVED', severity: 'error', message, ...about });
    }
  }
  const token = config.gateway?.auth?.token;
  if (typeof token === 'object') {
    wanted.push({ ref: token, about: { file: stores.dir.configFile, jsonPath: 'gateway.auth.token' } });
  }
  const asked = wanted.filter(({ ref }) => options.allowExec === true || ref.source !== 'exec');
  const answers = await resolveRefs(
    asked.map(({ ref }) => ref),
    config.secrets,
    { env, signal: options.signal, ...(options.home === undefined ? {} : { homedir: options.home }) },
  );
  for (const { ref, about } of asked) {
    const answer = answers.get(refKey(ref));
    if (answer === undefined || answer.ok) continue;
    findings.push({ code: 'REF_UNRESOLVED', severity: 'error', message: answer.error.message, ...about });
  }
  return { findings, skipped: wanted.length - asked.length };
}

/** A profile whose item is gone cannot be used either. A vault that does not answer leaves that open, and says so. */
async function auditVaultItems(
  stores: Stores,
  named: readonly Named[],
): Promise<Pick<AuditReport, 'findings' | 'problems'>> {
  const status = await stores.vault.check();
  if ('reason' in status) {
    return { findings: [], problems: [{ where: status.backend, message: status.message }] };
  }
  const items = new Set(await stores.vault.list());
  const findings = named.flatMap(({ profile, profileId, jsonPath }): AuditFinding[] => {
    if (profile.secret.kind !== 'vault' || items.has(profile.secret.item)) return [];
    const message = 'The secret of this credential is not in the vault.';
    const about = { file: stores.dir.profilesFile, jsonPath, provider: profile.provider, profileId };
    return [{ code: 'REF_UNRESOLVED', severity: 'error', message, ...about }];
  });
  return { findings, problems: [] };
}

async function auditShadows(
  stores: Stores,
  named: readonly Named[],
  options: AuditOptions,
): Promise<AuditFinding[]> {
  const variables = options.env ?? (await readEnvironment(stores)).variables;
  const keys = envKeys([...(await knownProviders(stores)).keys()], variables);
  return named.flatMap(({ profile, profileId, jsonPath }): AuditFinding[] => {
    const variable = shadowingVariable(keys, profile.provider);
    if (variable === undefined || profile.secret.kind !== 'ref') return [];
    const message = `The variable ${variable} beats this reference.`;
    const about = { file: stores.dir.profilesFile, jsonPath, provider: profile.provider, profileId };
    return [{ code: 'REF_SHADOWED', severity: 'warn', message, ...about }];
  });
}

/** A move of the vault that has not been finished. */
async function auditResidue({ vault }: Stores): Promise<AuditFinding[]> {
  if (!isLevelled(vault)) return [];
  const left = await vault.leftover().catch(() => undefined);
  if (left === undefined) return [];
  const message = `Secrets still lie in the former vault (${left}); they are removed when it answers.`;
  return [
    { code: 'LEGACY_RESIDUE', severity: 'warn', file: vault.places.record, jsonPath: 'leaving', message },
  ];
}
