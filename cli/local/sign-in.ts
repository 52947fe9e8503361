import type { CommandContext } from '#cli/command.ts';
import { findHost, type RunningHost } from '#cli/host/find-host.ts';
import { HostClient } from '#cli/host/host-client.ts';
import type { SignInView } from '#core/contract/calls/sign-in.ts';
import { type ErrorCode, GatehouseError } from '#core/contract/error.ts';

export type Method = SignInView['method'];

export interface BegunSignIn {
  via: 'host' | 'store';
  method: Method;
  url: string;
  userCode?: string | undefined;
  /** Epoch milliseconds. */
  expiresAt: number;
  /** @throws GatehouseError `bad_input` for what holds no code; another one may be pasted then. */
  paste(text: string): Promise<void>;
  /** The profile. @throws GatehouseError with what went wrong; `where` holds the stable reason. */
  done: Promise<{ id: string; warnings: string[] }>;
  cancel(): Promise<void>;
}

export interface SignInInput {
  agent: string;
  provider: string;
  method?: Method | undefined;
  name?: string | undefined;
  replace?: string | undefined;
}

/** Longer than any flow lives (milliseconds). */
const longestFlowMs = 45 * 60_000;
/** For taking a flow off the list after Ctrl-C (milliseconds). */
const dismissMs = 3_000;

const codeOf: Readonly<Record<string, ErrorCode>> = {
  cancelled: 'cancelled',
  timed_out: 'timeout',
  code_expired: 'timeout',
  network: 'upstream_unreachable',
  port_taken: 'port_taken',
  not_stored: 'write_failed',
};

function failed(failure: { reason: string; message: string; hint?: string | undefined }): GatehouseError {
  const { reason, message, hint } = failure;
  return new GatehouseError(codeOf[reason] ?? 'upstream_refused', message, {
    where: reason,
    ...(hint === undefined ? {} : { hint }),
  });
}

/**
 * Starts a sign-in in the running host, whose faces show it as well, or in this process where none runs.
 * @throws GatehouseError before there is anything to open: unknown agent or provider, a closed vault, a taken port.
 */
export async function beginSignIn(
  context: Pick<CommandContext, 'env' | 'signal'>,
  input: SignInInput,
): Promise<BegunSignIn> {
  const host = await findHost(context.env, context.signal);
  return host ? inHost(host, input) : inProcess(context, input);
}

const given = <T extends object>(input: T) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

async function inHost({ client, record }: RunningHost, input: SignInInput): Promise<BegunSignIn> {
  const { flow } = await client.invoke('signIn.start', given(input), longestFlowMs);
  const stepWhere = (wanted: (step: SignInView['step']) => boolean) =>
    client.watch(({ signIns }) => {
      const view = signIns?.flows.find((one) => one.flow === flow);
      if (signIns && !view) throw failed({ reason: 'cancelled', message: 'The sign-in was dismissed.' });
      return view && wanted(view.step) ? view : undefined;
    }, longestFlowMs);
  const first = await stepWhere(() => true);
  if (first.step.state === 'failed') throw failed(first.step);
  if (first.step.state !== 'waiting') throw new GatehouseError('internal', 'The sign-in did not begin.');
  const { url, userCode } = first.step;
  const dismiss = () =>
    new HostClient(record, AbortSignal.timeout(dismissMs)).invoke('signIn.dismiss', { flow });
  return {
    via: 'host',
    method: first.method,
    url,
    userCode,
    expiresAt: first.expiresAt,
    paste: async (redirect) => void (await client.invoke('signIn.paste', { flow, redirect })),
    cancel: async () => void (await dismiss().catch(() => undefined)),
    done: stepWhere(({ state }) => state === 'done' || state === 'failed').then(async ({ step }) => {
      await dismiss().catch(() => undefined);
      if (step.state === 'failed') throw failed(step);
      return { id: step.state === 'done' ? step.profile : '', warnings: [] };
    }),
  };
}

async function inProcess({ env }: Pick<CommandContext, 'env'>, input: SignInInput): Promise<BegunSignIn> {
  const [
    { openLocal, requireAgent },
    { vaultError },
    { definitionFor },
    { clientSecretOf },
    { startSignIn },
    { knownProviders },
  ] = await Promise.all([
    import('#cli/local/open.ts'),
    import('#cli/local/vault-error.ts'),
    import('#store/oauth/definitions.ts'),
    import('#store/oauth/client-secret.ts'),
    import('#store/oauth/sign-in.ts'),
    import('#store/credentials/common.ts'),
  ]);
  const { agent, provider, replace } = input;
  const { stores } = await openLocal(env);
  const [{ config }, doc] = await Promise.all([stores.config.read(), stores.profiles.read()]);
  await requireAgent(config, doc, agent);
  const definition = definitionFor(config, provider);
  const method = input.method ?? definition.methods[0] ?? 'browser';
  if (!definition.methods.includes(method)) {
    throw new GatehouseError('bad_input', 'This provider cannot be signed in to in this way.', {
      hint: `It offers: ${definition.methods.join(', ')}.`,
    });
  }
  const refused = vaultError(await stores.vault.check());
  if (refused) throw refused;
  const providerName = (await knownProviders(stores)).get(provider)?.name ?? provider;
  let told: (step: { url: string; userCode?: string; expiresAt?: number }) => void = () => undefined;
  const waiting = new Promise<{ url: string; userCode?: string; expiresAt?: number }>((resolve) => {
    told = resolve;
  });
  const clientSecret = await clientSecretOf(config, definition);
  const signIn = startSignIn({ providerName, definition, clientSecret, method }, (step) => {
    if (step.state === 'waiting') told(step);
  });
  const first = await Promise.race([waiting, signIn.done]);
  if ('ok' in first) throw failed(first.ok ? { reason: 'bad_answer', message: '' } : first.failure);
  const { url, userCode, expiresAt = signIn.expiresAt } = first;
  const finish = async () => {
    const result = await signIn.done;
    if (!result.ok) throw failed(result.failure);
    const [{ addOauth, replaceOauth }, { choosePrimaryModel }, { mirrorAll }] = await Promise.all([
      import('#store/credentials/oauth.ts'),
      import('#store/set-primary-model.ts'),
      import('#cli/local/via-store.ts'),
    ]);
    const { grant } = result;
    if (replace !== undefined) await replaceOauth(stores, { agent, id: replace, grant });
    const id = replace ?? (await addOauth(stores, { agent, provider, name: input.name, grant })).id;
    await choosePrimaryModel(stores, { agent, provider }).catch(() => undefined);
    return { id, warnings: await mirrorAll(stores) };
  };
  return {
    via: 'store',
    method,
    url,
    userCode,
    expiresAt,
    paste: async (text) => {
      const wrong = signIn.paste(text);
      if (wrong) throw new GatehouseError('bad_input', wrong.message, { hint: wrong.hint });
    },
    cancel: async () => {
      signIn.cancel();
      await signIn.done;
    },
    done: finish(),
  };
}
