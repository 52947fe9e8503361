import type * as z from 'zod';
import { type Command, type CommandContext, defineCommand } from '#cli/command.ts';
import type { overviewSchema } from '#cli/commands/overview.schema.ts';
import type { RunningHost } from '#cli/host/find-host.ts';
import type { Style } from '#cli/term/style.ts';
import { printable, table } from '#cli/term/table.ts';
import { vaultLines } from '#cli/term/vault-line.ts';
import { version } from '#cli/version.ts';
import type { TopicValue } from '#core/contract/topics.ts';

type Overview = z.infer<typeof overviewSchema>;

const command = (path: readonly string[]): Command =>
  defineCommand({
    path,
    summary: 'A short summary: gateway, keychain, credentials, and what to do next.',
    details: ['Starts nothing. gatehouse --help lists all commands.'],
    options: {},
    examples: [[path.join(' '), 'How are things?']],
    schema: () => import('#cli/commands/overview.schema.ts').then((schemas) => schemas.overviewSchema),
    run: async (context) => {
      const { findHost } = await import('#cli/host/find-host.ts');
      const host = await findHost(context.env, context.signal);
      const { overview, gateway } = await (host ? fromHost(host) : fromStore(context));
      return { json: overview, text: await overviewText(overview, gateway, context.out) };
    },
  });

/** `gatehouse` alone. */
export const overviewAlone = command([]);
/** The same by the name that people try. */
export const overviewByName = command(['status']);

interface Seen {
  overview: Overview;
  gateway?: TopicValue<'gateway'>;
}

async function fromHost({ client, record }: RunningHost): Promise<Seen> {
  const topics = await client.snapshot('app', 'vault', 'profiles', 'models', 'gateway');
  return {
    gateway: topics.gateway,
    overview: {
      version,
      stateDir: topics.app.stateDir,
      host: { pid: record.pid, url: record.url, face: record.face },
      gateway: { state: topics.gateway.observed.state, endpoint: topics.gateway.endpoint },
      vault: topics.vault,
      agents: agentsOf(topics.profiles, topics.models),
      attention: await attentionOf(topics),
    },
  };
}

async function fromStore({ env, signal }: CommandContext): Promise<Seen> {
  const [{ openLocal }, { readLocalTopics }, { configuredEndpoint }] = await Promise.all([
    import('#cli/local/open.ts'),
    import('#cli/local/topics.ts'),
    import('#cli/local/endpoint.ts'),
  ]);
  const { stores } = await openLocal(env);
  const [topics, { endpoint, answer }] = await Promise.all([
    readLocalTopics(stores, Date.now()),
    configuredEndpoint(env, signal),
  ]);
  const { configError, ...others } = topics;
  const attention = await attentionOf(others);
  return {
    overview: {
      version,
      stateDir: stores.dir.root,
      host: null,
      gateway: {
        state: answer === 'gateway' ? 'unsupervised' : answer === 'other' ? 'foreign' : 'stopped',
        endpoint,
      },
      vault: topics.vault,
      agents: agentsOf(topics.profiles, topics.models),
      attention: configError
        ? [
            {
              severity: 'error',
              code: 'config_error',
              message: `${configError.message} (${stores.dir.configFile})`,
              action: configError.hint ?? '',
            },
            ...attention,
          ]
        : attention,
    },
  };
}

async function attentionOf(
  topics: Parameters<typeof import('#core/attention/attention.ts').attentionItems>[0],
) {
  const [{ attentionItems }, { attentionText }] = await Promise.all([
    import('#core/attention/attention.ts'),
    import('#cli/term/attention-text.ts'),
  ]);
  const now = Date.now();
  return attentionItems(topics, now).map((item) => ({
    severity: item.severity,
    code: item.code,
    ...attentionText(item, now),
  }));
}

const agentsOf = (profiles: TopicValue<'profiles'>, models: TopicValue<'models'>): Overview['agents'] =>
  profiles.agents.map(({ id, profiles: own }) => ({
    id,
    primary: models.agents.find((agent) => agent.id === id)?.primary ?? null,
    profiles: own.length,
  }));

async function overviewText(
  overview: Overview,
  gateway: TopicValue<'gateway'> | undefined,
  style: Style,
): Promise<string> {
  const { symbols } = style;
  const { gatewayLine } = await import('#cli/host/gateway-outcome.ts');
  const [vault = '', vaultHint] = vaultLines(overview.vault, style);
  const credentials = overview.agents.reduce((sum, agent) => sum + agent.profiles, 0);
  const main = overview.agents.find((agent) => agent.id === 'main');
  const gatewayText = gateway
    ? gatewayLine(gateway, style, Date.now())
    : overview.gateway.state === 'unsupervised'
      ? `${style.green(symbols.ok)} answers at ${style.bold(overview.gateway.endpoint)}`
      : overview.gateway.state === 'foreign'
        ? `${style.red(symbols.bad)} another program answers at ${overview.gateway.endpoint}`
        : `${style.dim(symbols.off)} stopped`;
  const marks = {
    error: style.red(symbols.bad),
    warning: style.yellow(symbols.warn),
    info: style.cyan(symbols.arrow),
  };
  const next =
    overview.gateway.state === 'stopped' && overview.attention.length === 0
      ? 'gatehouse gateway start'
      : undefined;
  return [
    `${style.bold('Gatehouse')} ${style.dim(overview.version)}`,
    '',
    ...table(
      [
        [style.dim('Gateway'), gatewayText],
        [style.dim('Model'), main?.primary ? style.bold(printable(main.primary)) : 'none chosen yet'],
        [
          style.dim('Credentials'),
          `${credentials}${overview.agents.length > 1 ? ` of ${overview.agents.length} agents` : ''}`,
        ],
        [style.dim('Keychain'), vault],
        ...(vaultHint === undefined ? [] : [['', vaultHint]]),
      ],
      '  ',
    ),
    ...overview.attention
      // The keychain's own line says it already, and without one a key could not be stored.
      .filter(({ code }) => !code.startsWith('vault_'))
      .filter(({ code }) => code !== 'no_credential' || overview.vault.state === 'ready')
      .flatMap(({ severity, message, action }) => [
        '',
        `${marks[severity]} ${printable(message)}`,
        ...(action ? [`  ${style.dim(printable(action))}`] : []),
      ]),
    ...(next ? ['', `${symbols.arrow} ${next}`] : []),
    ...(overview.attention.length === 0 && !next ? ['', `${style.green(symbols.ok)} All is well.`] : []),
    '',
  ].join('\n');
}
