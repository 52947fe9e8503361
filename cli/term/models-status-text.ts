import { duration } from '#cli/term/duration.ts';
import { errorText } from '#cli/term/error-text.ts';
import { profileRows } from '#cli/term/profile-rows.ts';
import type { Style } from '#cli/term/style.ts';
import { printable, table } from '#cli/term/table.ts';
import { vaultLines } from '#cli/term/vault-line.ts';
import type { ProfileView } from '#core/contract/topics.ts';
import type { ModelsStatus } from '#core/status/models-status.ts';

/** `models status` for people. @param now epoch milliseconds. */
export function modelsStatusText(
  status: ModelsStatus,
  views: readonly ProfileView[],
  style: Style,
  now: number,
): string {
  const { symbols } = style;
  const [vault = '', vaultHint] = vaultLines(status.vault, style);
  const alias =
    status.defaultModel !== status.resolvedDefault ? ` ${style.dim(`(${status.defaultModel})`)}` : '';
  const head = [
    ...(status.agentId === 'main' ? [] : [[style.dim('Agent'), status.agentId]]),
    [
      style.dim('Model'),
      status.resolvedDefault === null
        ? `${style.yellow(symbols.warn)} none chosen yet: gatehouse models set <provider/model>`
        : `${style.bold(printable(status.resolvedDefault))}${alias}`,
    ],
    ...(status.fallbacks.length === 0
      ? []
      : [[style.dim('Then'), status.fallbacks.map(printable).join(` ${symbols.arrow} `)]]),
    ...(status.imageModel === null ? [] : [[style.dim('Images'), printable(status.imageModel)]]),
    [style.dim(status.vault.level === 'keychain' ? 'Keychain' : 'Vault'), vault],
    ...(vaultHint === undefined ? [] : [['', vaultHint]]),
  ];
  return [
    ...status.problems.map((problem) => errorText(problem, style)),
    ...table(head),
    '',
    ...credentials(status, views, style, now),
    ...fromEnvironment(status, style),
    ...resting(status, style, now),
    ...missing(status, style),
    ...probes(status, style),
    '',
  ].join('\n');
}

function credentials(
  status: ModelsStatus,
  views: readonly ProfileView[],
  style: Style,
  now: number,
): string[] {
  if (views.length > 0)
    return [
      style.bold('Credentials, in the order of trying'),
      ...table(profileRows(views, style, now), '  '),
    ];
  if (status.problems.some(({ code }) => code === 'profiles_unreadable')) {
    return [
      `${style.red(style.symbols.bad)} The credentials cannot be read; nothing is changed until they can.`,
    ];
  }
  const next = `${style.symbols.arrow} gatehouse models auth paste-api-key --provider anthropic`;
  // Without a keychain the key could not be stored; its own line says what to do first.
  return ['No credentials yet.', ...(status.vault.state === 'ready' ? [next] : [])];
}

function fromEnvironment(status: ModelsStatus, style: Style): string[] {
  const rows = status.auth.providers.flatMap(({ provider, env, shadowedBy, profiles }) => {
    if (env === undefined) return [];
    const beats =
      shadowedBy !== undefined && profiles.count > 0
        ? style.yellow(`${style.symbols.warn} beats every credential of ${provider}`)
        : '';
    return [
      [
        provider,
        env.value.replace('…', style.symbols.ellipsis),
        `${env.source}${env.more > 0 ? ` and ${env.more} more` : ''}`,
        beats,
      ],
    ];
  });
  return rows.length === 0 ? [] : ['', style.bold('Keys of the environment'), ...table(rows, '  ')];
}

function resting(status: ModelsStatus, style: Style, now: number): string[] {
  const rows = status.auth.unusableProfiles.flatMap(({ profileId, reason, until, model }) =>
    until === undefined
      ? []
      : [
          [
            `${style.yellow(style.symbols.warn)} ${printable(profileId)}`,
            model === undefined ? '' : printable(model),
            reason,
            `for ${duration(until - now)}`,
          ],
        ],
  );
  return rows.length === 0 ? [] : ['', style.bold('Resting after failures'), ...table(rows, '  ')];
}

function probes(status: ModelsStatus, style: Style): string[] {
  const rows = (status.auth.probes ?? []).map((probe) => {
    const mark =
      probe.outcome === 'ok'
        ? style.green(style.symbols.ok)
        : probe.outcome === 'skipped'
          ? style.dim(style.symbols.off)
          : style.red(style.symbols.bad);
    return [
      `${mark} ${printable(probe.profileId)}`,
      probe.reason ?? probe.outcome,
      probe.latencyMs === undefined ? '' : `${Math.round(probe.latencyMs)} ms`,
      printable(probe.message),
    ];
  });
  return rows.length === 0 ? [] : ['', style.bold('What the providers say'), ...table(rows, '  ')];
}

function missing(status: ModelsStatus, style: Style): string[] {
  const providers = status.auth.missingProvidersInUse;
  if (providers.length === 0) return [];
  return [
    '',
    ...table(
      providers.map((provider) => [
        `${style.red(style.symbols.bad)} ${provider}: no usable credential`,
        status.vault.state === 'ready'
          ? `${style.symbols.arrow} gatehouse models auth paste-api-key --provider ${provider}`
          : '',
      ]),
    ),
  ];
}
