import type { Config } from '#core/config/config.ts';
import type { CallError } from '#core/contract/error.ts';
import { GatehouseError } from '#core/contract/error.ts';
import { envKeys } from '#core/profile/env-keys.ts';
import { maskTail, secretTail } from '#core/secret/mask.ts';
import type { StatusEnvironment } from '#core/status/models-status.ts';
import { dotenvFile, readDotenv } from '#store/environment/environment.ts';
import type { Stores } from '#store/stores.ts';

/**
 * The keys that this process and the `.env` of the state directory have, and the login shell where the config wants
 * it. What the running gateway sees may differ: it was started elsewhere.
 */
export async function statusEnvironment(
  stores: Stores,
  config: Config,
  given: { providers: readonly string[]; env: NodeJS.ProcessEnv; problems: CallError[] },
): Promise<StatusEnvironment> {
  const { providers, env, problems } = given;
  const dotenv = await readDotenv(dotenvFile(stores)).catch((error: unknown) => {
    if (!(error instanceof GatehouseError)) throw error;
    problems.push(error.toCallError());
    return {} as Record<string, string>;
  });
  const shellEnabled = config.env?.shellEnv?.enabled === true;
  const shell = shellEnabled ? await loginShell(config) : {};
  const sourceOf = (variable: string) =>
    env[variable] !== undefined ? 'env' : Object.hasOwn(dotenv, variable) ? 'dotenv' : 'login-shell';
  const found = envKeys(providers, { ...shell, ...dotenv, ...env });
  return {
    shellEnabled,
    fromShell: Object.values(found).flatMap(({ keys }) =>
      keys.map(({ variable }) => variable).filter((variable) => sourceOf(variable) === 'login-shell'),
    ),
    keys: Object.fromEntries(
      Object.entries(found).map(([provider, { override, keys }]) => [
        provider,
        {
          override,
          keys: keys.map(({ variable, secret }) => ({
            variable,
            source: sourceOf(variable),
            masked: maskTail(secretTail(secret)),
          })),
        },
      ]),
    ),
  };
}

/** Loaded where the person has chosen it: it starts a shell, and waits for it. */
async function loginShell(config: Config): Promise<Readonly<Record<string, string | undefined>>> {
  const { readLoginShell, shellTimeoutMs } = await import('#store/environment/login-shell.ts');
  const answer = await readLoginShell({ timeoutMs: config.env?.shellEnv?.timeoutMs ?? shellTimeoutMs });
  return answer.ok ? answer.variables : {};
}
