import type { Installation } from '#core/family/installation.ts';
import { viewOf } from '#core/supervisor/view.ts';
import type { Attachment } from '#main/families/attachment.ts';
import type { ConfiguredPlace } from '#main/families/configured-place.ts';
import type { OwnGateway } from '#main/families/own-gateway.ts';
import type { Reading } from '#main/families/reading.ts';

/** An installation as it is by itself; what Gatehouse does with it is added by who does that. */
export type SeenInstallation = Omit<Installation, 'mirrored' | 'mode' | 'upgrade'>;

interface MemberParts {
  site: ConfiguredPlace;
  own: OwnGateway;
  attachment: Attachment;
  reading: Reading;
}

/** One installation on this machine, as people see it. */
export function memberView(
  { site, own, attachment, reading }: MemberParts,
  { notes, readAt }: Pick<Installation, 'notes' | 'readAt'>,
): SeenInstallation {
  const { place, address } = site;
  const { version, probed, agents } = reading;
  const { service } = attachment;
  const isAttached = attachment.current !== undefined;
  return {
    id: place.id,
    family: place.record.id,
    label: place.record.label,
    envPrefix: place.record.envPrefixes[0] ?? '',
    foundBy: [
      ...place.foundBy,
      ...(isAttached ? (['process'] as const) : []),
      ...(service === undefined ? [] : (['service'] as const)),
    ],
    ...(place.command === undefined ? {} : { command: place.command.path }),
    ...(version === undefined ? {} : { version }),
    generation: probed.generation,
    ...(probed.references === undefined ? {} : { references: probed.references }),
    stateDir: place.stateDir,
    configPath: place.configPath,
    port: address.port,
    wanted: own.machine()?.wanted === 'running' || service?.active === true ? 'running' : 'stopped',
    observed: observed(site, own, attachment),
    ...(isAttached ? { attached: true } : {}),
    ...(service === undefined ? {} : { service }),
    agents,
    notes,
    readAt,
  };
}

function observed(
  { address }: ConfiguredPlace,
  own: OwnGateway,
  { current }: Attachment,
): Installation['observed'] {
  if (current !== undefined && !own.isOurs)
    return { state: 'ready', ...address, pid: current.holder.pid ?? 0, since: current.since };
  const machine = own.machine();
  return machine === undefined ? { state: 'stopped' } : viewOf(machine);
}
