import type { Member } from '#main/families/member.ts';
import type { Log } from '#main/log.ts';
import { asCallError } from '#main/services/service.ts';
import { ownershipFile } from '#main/supervisor/ownership.ts';
import type { FamilyPlace } from '#store/family/place.ts';
import type { Stores } from '#store/stores.ts';

/** Remembers the person's choice, so that its gateway is run again with the next start of the host. */
export async function rememberRun(stores: Stores, place: FamilyPlace, run: boolean): Promise<void> {
  const { id, record, stateDir } = place;
  const { config } = await stores.config.read();
  const before = config.gatehouse?.families?.[id];
  if ((before?.run ?? false) === run) return;
  await stores.config.set(['gatehouse', 'families', id], { family: record.id, stateDir, ...before, run });
}

/** Starts its gateway if the person chose so. What keeps it from starting is logged. */
export async function startRemembered(
  one: Member,
  { runDir, log }: { runDir: string; log: Log },
): Promise<void> {
  if (!one.place().run) return;
  // What a host that was killed could not end is proven to be ours, or left alone.
  const { ended } = await ownershipFile(runDir, `family-${one.id}`).endOrphan();
  if (ended !== undefined) log.warn('family.orphan_ended', { pid: ended });
  await one.start().catch((error: unknown) => {
    log.warn('family.start', { id: one.id, code: asCallError(error, log, 'family.start').code });
  });
}
