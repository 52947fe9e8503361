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
    [style.dim('Keychain'), vault],
    ...(vaultHint === undefined ? [] : [['', vaultHint]]),
  ];
  return [
    ...status.problems.map((problem) => errorText(problem, style)),
    ...table(head),
    '',
    ...credentials(status, views, style, now),
    ...missing(status, style),
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
