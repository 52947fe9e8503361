import type { ConnectAuth } from '#core/family/frames.ts';
import { isObject } from '#core/profile/mirror.ts';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && !/^\$\{[^}]*\}$/.test(value) ? value : undefined;

/**
 * By what one gets in: what its config says, else what its environment says (the config wins, as in 2026.3.2 and
 * 2026.5.7). Empty where the token is a reference that only that gateway follows.
 */
export function connectAuth(
  config: unknown,
  env: Readonly<Record<string, string | undefined>>,
  envPrefixes: readonly string[],
): ConnectAuth {
  const gateway = isObject(config) && isObject(config.gateway) ? config.gateway : {};
  const auth = isObject(gateway.auth) ? gateway.auth : {};
  const fromEnv = (name: string) => envPrefixes.map((prefix) => env[`${prefix}${name}`]).find((one) => one);
  if (auth.mode === 'password') {
    const password = text(auth.password) ?? fromEnv('GATEWAY_PASSWORD');
    return password === undefined ? {} : { password };
  }
  const token = text(auth.token) ?? fromEnv('GATEWAY_TOKEN');
  return token === undefined ? {} : { token };
}

/** Its port: config, environment, record, in the order in which its own `gateway run` without `--port` has it last. */
export function gatewayPort(
  config: unknown,
  env: Readonly<Record<string, string | undefined>>,
  record: { envPrefixes: readonly string[]; port: number },
): number {
  const valid = (value: unknown) =>
    Number.isInteger(Number(value)) && Number(value) > 0 && Number(value) < 65_536 && value !== ''
      ? Number(value)
      : undefined;
  const fromEnv = record.envPrefixes.map((prefix) => env[`${prefix}GATEWAY_PORT`]).find((one) => one);
  const gateway = isObject(config) && isObject(config.gateway) ? config.gateway : {};
  return (
    (fromEnv === undefined ? undefined : valid(fromEnv)) ??
    (gateway.port === undefined ? undefined : valid(gateway.port)) ??
    record.port
  );
}

/** Without it no gateway of the family starts. */
export const canStart = (config: unknown): boolean =>
  isObject(config) && isObject(config.gateway) && config.gateway.mode === 'local';
