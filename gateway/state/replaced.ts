import type { EnvKeys, GatewaySnapshot } from '#core/link/link.ts';
import { envKeyId } from '#core/profile/env-keys.ts';
import type { CredentialState } from '#gateway/state/credential-state.ts';
import { isMarkOf } from '#gateway/state/secret-mark.ts';

interface Secret {
  secret: string;
  /** A renewed access token is that of the same account. */
  renewed: boolean;
}

/**
 * Credentials whose secret is another one than before: what is known about them is about the old secret. The snapshot
 * before says so, and the mark of what was learned: a credential may have been away for a while, or the gateway.
 *
 * @param before undefined: the first one of this process.
 * @param recovered told the agent and the `cooldownKey` of what rests no longer.
 */
export function forgetReplaced(
  before: GatewaySnapshot | undefined,
  after: GatewaySnapshot,
  state: CredentialState,
  recovered: (agent: string, key: string) => void,
): void {
  for (const agent of Object.keys(after.agents)) {
    const old = secretsOf(before, agent);
    const now = secretsOf(after, agent);
    const replaced = new Set<string>();
    for (const [id, { secret }] of now) {
      const was = old.get(id);
      if (was !== undefined && was.secret !== secret) replaced.add(id);
    }
    for (const [key, { mark }] of state.cooldowns(agent)) {
      const id = mark === undefined ? undefined : credentialOf(key, now);
      const secret = id === undefined ? undefined : now.get(id)?.secret;
      if (id !== undefined && mark !== undefined && secret !== undefined && !isMarkOf(mark, secret))
        replaced.add(id);
    }
    for (const id of replaced) {
      // The account may still be limited; only that its token was refused is over.
      const over = state.forget(agent, id, now.get(id)?.renewed === true ? 'auth' : undefined);
      for (const key of over) recovered(agent, key);
    }
  }
}

function secretsOf(snapshot: GatewaySnapshot | undefined, agent: string): ReadonlyMap<string, Secret> {
  const secrets = new Map<string, Secret>();
  for (const { id, secret, type } of snapshot?.agents[agent]?.profiles ?? []) {
    secrets.set(id, { secret, renewed: type === 'oauth' });
  }
  const env: EnvKeys = snapshot?.envKeys ?? {};
  for (const [provider, { keys }] of Object.entries(env)) {
    for (const [index, { variable, secret }] of keys.entries()) {
      secrets.set(envKeyId(provider, variable, index), { secret, renewed: false });
    }
  }
  return secrets;
}

/** Whose a `cooldownKey` is: it goes on with a model behind a space, and ids may have spaces themselves. */
function credentialOf(key: string, known: ReadonlyMap<string, unknown>): string | undefined {
  for (let end = key.length; end > 0; end = key.lastIndexOf(' ', end - 1)) {
    const id = key.slice(0, end);
    if (known.has(id)) return id;
  }
  return undefined;
}
