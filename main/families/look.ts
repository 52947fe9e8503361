import { readFile, realpath } from 'node:fs/promises';
import { connectAuth } from '#core/family/auth.ts';
import { type Hello, readReadyz } from '#core/family/frames.ts';
import type { JsonObject } from '#core/profile/mirror.ts';
import type { PortHolder } from '#core/supervisor/state.ts';
import { type FamilyClient, knock, openFamily } from '#main/families/ws.ts';
import type { FamilyPlace } from '#store/family/place.ts';
import { findPortHolder } from '#store/port-holder.ts';
import { isPortFree } from '#store/port-probe.ts';

/** Milliseconds. */
const readyTimeoutMs = 3_000;

export const loopbackUrl = (port: number): string => `ws://127.0.0.1:${port}`;

/** How an installation's port looks now. */
export type Look =
  | { is: 'free' }
  /** A gateway of the family with this installation's config. `client` is left open to whoever asked. */
  | { is: 'ours'; hello: Hello | undefined; client: FamilyClient | undefined; refused: boolean }
  /** Something else, or a gateway with another config. */
  | { is: 'other' };

const samePath = async (a: string, b: string): Promise<boolean> => {
  const real = (path: string) => realpath(path).catch(() => path);
  return (await real(a)) === (await real(b));
};

/**
 * Who answers on the port: told by the challenge, then by which config the gateway says that it has. Where its token
 * is not to be had, a gateway of the family counts as this one. Never rejects.
 */
export async function lookAt(place: FamilyPlace, config: JsonObject, port: number): Promise<Look> {
  if (await isPortFree({ host: '127.0.0.1', port })) return { is: 'free' };
  const url = loopbackUrl(port);
  const auth = connectAuth(config, place.env, place.record.envPrefixes);
  if (auth.token !== undefined || auth.password !== undefined) {
    try {
      const client = await openFamily(url, auth);
      const { hello } = client;
      if (hello.configPath === undefined || (await samePath(hello.configPath, place.configPath)))
        return { is: 'ours', hello, client, refused: false };
      client.close();
      return { is: 'other' };
    } catch (error) {
      // With another token it is another installation's; anything else is asked without one.
      if ((error as { code?: string }).code === 'unauthorized') return { is: 'other' };
    }
  }
  if (await knock(url)) return { is: 'ours', hello: undefined, client: undefined, refused: true };
  return { is: 'other' };
}

/** `/readyz` where there is one (from 2026.3.7 on). Never rejects. */
async function readyz(port: number): Promise<boolean | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`, {
      signal: AbortSignal.timeout(readyTimeoutMs),
      redirect: 'error',
    });
    return readReadyz((await answer.text()).slice(0, 100_000));
  } catch {
    return undefined;
  }
}

/** Of the group that a process leads, as far as the system tells; undefined: it does not. */
async function groupOf(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  return Number.isInteger(group) ? group : undefined;
}

/** Whether the listener on a port belongs to the run whose leader is `leader`; true where it cannot be told. */
export async function isHeldBy(leader: number, port: number): Promise<boolean> {
  const { pid } = await findPortHolder({ host: '127.0.0.1', port });
  if (pid === undefined || pid === leader) return true;
  const group = await groupOf(pid);
  return group === undefined || group === leader;
}

/**
 * Whether the gateway of one run answers: its challenge is alive; ready is the expected config, `/readyz` where there
 * is one, and the port held by that run and nobody else. Never rejects.
 */
export async function askGateway(
  place: FamilyPlace,
  config: JsonObject,
  port: number,
  leader: number | undefined,
): Promise<{ alive: boolean; ready: boolean; hello: Hello | undefined }> {
  const look = await lookAt(place, config, port);
  if (look.is !== 'ours') return { alive: false, ready: false, hello: undefined };
  look.client?.close();
  const ready = (await readyz(port)) !== false && (leader === undefined || (await isHeldBy(leader, port)));
  return { alive: true, ready, hello: look.hello };
}

/** Who listens there, as people see it; `gateway` where it is one of the family. */
export async function familyHolder(port: number): Promise<PortHolder> {
  const address = { host: '127.0.0.1', port };
  const [holder, gateway] = await Promise.all([findPortHolder(address), knock(loopbackUrl(port))]);
  return { ...holder, gateway };
}
