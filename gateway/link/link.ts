import { type GatewayToHost, type HostToGateway, hostToGatewaySchema } from '#core/link/link.ts';

/** The channel to the host, whatever started this process. */
export interface Link {
  /** Never throws: what is said to a host that is gone is dropped. Resolves once it was handed over. */
  send(message: GatewayToHost): Promise<void>;
  /** What the host says, parsed. Messages that came before the first listener are kept for it. */
  onMessage(listener: (message: HostToGateway | UnreadableMessage) => void): void;
  /** The host is gone. */
  onGone(listener: () => void): void;
}

/** A message of another form than agreed. Its content is not kept, since it may hold secrets. */
export interface UnreadableMessage {
  type: 'unreadable';
  /** The revision of a `load` that cannot be read. */
  revision: number | undefined;
  /** Paths of what is wrong. */
  where: string;
}

export function readMessage(raw: unknown): HostToGateway | UnreadableMessage {
  const parsed = hostToGatewaySchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  return {
    type: 'unreadable',
    revision: revisionOf(raw),
    where: parsed.error.issues.map(({ path }) => path.join('.')).join(', '),
  };
}

function revisionOf(raw: unknown): number | undefined {
  if (typeof raw !== 'object' || raw === null || !('type' in raw) || raw.type !== 'load') return undefined;
  return 'revision' in raw && typeof raw.revision === 'number' && Number.isInteger(raw.revision)
    ? raw.revision
    : undefined;
}
