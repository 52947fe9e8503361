import { type CallError, GatehouseError } from '#core/contract/error.ts';
import type { Installation } from '#core/family/installation.ts';
import { familyRoles } from '#core/family/read-back.ts';
import { isObject, type JsonObject } from '#core/profile/mirror.ts';
import type { SeenInstallation } from '#main/families/member-view.ts';
import { openTunnel, type Tunnel } from '#main/families/tunnel.ts';
import { openFamily } from '#main/families/ws.ts';
import type { Log } from '#main/log.ts';
import { asCallError } from '#main/services/service.ts';
import type { RemotePlace } from '#store/family/place.ts';
import type { Stores } from '#store/stores.ts';

/** The vault item of its token. */
export const remoteTokenItem = (id: string): string => `family-${id.replaceAll('_', '-')}`.slice(0, 64);

/** What may be asked for: nothing that changes anything. */
const readScopes = ['operator.read'];

export interface Remote {
  readonly id: string;
  place(): RemotePlace;
  update(place: RemotePlace): void;
  view(): SeenInstallation;
  /** Looks at it again. Never rejects: what cannot be reached is a state. */
  refresh(): Promise<void>;
  close(): void;
}

const portOf = (url: URL): number =>
  Number(url.port) || (url.protocol === 'https:' || url.protocol === 'wss:' ? 443 : 80);

/** A gateway on another machine: looked at, never written to. */
export function createRemote(
  first: RemotePlace,
  deps: { stores: Stores; log: Log; now: () => number; changed(): void; ssh?: string | undefined },
): Remote {
  const { stores, log, now } = deps;
  let place = first;
  let tunnel: Tunnel | undefined;
  let version: string | undefined;
  let references: boolean | undefined;
  let agents: Installation['agents'] = [];
  let since: number | undefined;
  let notes: CallError[] = [];
  let readAt = now();
  let over = false;

  async function way(): Promise<string> {
    const url = new URL(place.url);
    if (place.ssh === undefined) return place.url;
    if (tunnel === undefined) {
      const opened = await openTunnel(
        place.ssh,
        portOf(url),
        deps.ssh === undefined ? {} : { program: deps.ssh },
      );
      if (over) opened.close();
      tunnel = opened;
      void opened.ended.then(() => {
        if (tunnel === opened) tunnel = undefined;
      });
    }
    return `ws://127.0.0.1:${tunnel.port}`;
  }

  async function look(): Promise<void> {
    const token = await stores.vault.get(remoteTokenItem(place.id)).catch((error: unknown) => {
      if (error instanceof GatehouseError && error.code === 'vault_item_missing') return undefined;
      throw error;
    });
    const client = await openFamily(await way(), { token }, { scopes: readScopes });
    try {
      await client.request('health');
      version = client.hello.version ?? version;
      references = client.hello.methods.includes('secrets.reload');
      since ??= now();
      // Redacted by that gateway itself; only its model roles are taken from it.
      const answer = await client.request('config.get').catch(() => undefined);
      const config = isObject(answer) ? (isObject(answer.parsed) ? answer.parsed : answer.config) : undefined;
      if (isObject(config)) agents = rolesOf(config);
    } finally {
      client.close();
    }
  }

  return {
    id: first.id,
    place: () => place,
    update(next) {
      if (next.url !== place.url || next.ssh !== place.ssh) {
        tunnel?.close();
        since = undefined;
      }
      place = next;
    },
    async refresh() {
      try {
        await look();
        notes = [];
      } catch (error) {
        since = undefined;
        notes = [asCallError(error, log, 'family.remote')];
      }
      readAt = now();
      deps.changed();
    },
    view() {
      const url = new URL(place.url);
      return {
        id: place.id,
        family: place.record.id,
        label: place.id,
        envPrefix: place.record.envPrefixes[0] ?? '',
        foundBy: ['config'],
        ...(version === undefined ? {} : { version }),
        generation: 'unknown',
        ...(references === undefined ? {} : { references }),
        port: portOf(url),
        remote: { url: place.url, ...(place.ssh === undefined ? {} : { ssh: place.ssh }) },
        wanted: 'running',
        observed:
          since === undefined
            ? { state: 'stopped' }
            : { state: 'ready', host: url.hostname, port: portOf(url), pid: 0, since },
        attached: true,
        agents,
        notes,
        readAt,
      };
    },
    close() {
      over = true;
      tunnel?.close();
    },
  };
}

function rolesOf(config: JsonObject): Installation['agents'] {
  const list = isObject(config.agents) && Array.isArray(config.agents.list) ? config.agents.list : [];
  const ids = list.flatMap((one) => (isObject(one) && typeof one.id === 'string' ? [one.id] : []));
  return [...new Set(['main', ...ids])].map((id) => ({ id, ...familyRoles(config, id), profiles: [] }));
}
