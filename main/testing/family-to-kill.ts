import { setTimeout as later } from 'node:timers/promises';
import { spawnFamily } from '#main/families/family-child.ts';
import type { FamilyPlace } from '#store/family/place.ts';

/** A host with a child of a family whose command is given; it tells the child's id, and a test kills it then. */
const [, , place = '{}', port = '0'] = process.argv;
const start = spawnFamily({
  place: () => JSON.parse(place) as FamilyPlace,
  port: () => Number(port),
  beforeExit: async () => undefined,
});
const child = await start({ entry: '', cwd: process.cwd(), env: {} });
process.send?.({ pid: child.pid });
await later(60_000);
