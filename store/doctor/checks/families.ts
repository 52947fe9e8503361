import type { Check, Seen } from '#store/doctor/check.ts';
import { ok, skipped } from '#store/doctor/check.ts';

/** What other gateways of this machine do differently from what they were given. */
export const families: Check = {
  id: 'families',
  async run({ installations }) {
    if (installations === undefined) return skipped('Only the running Gatehouse looks at other gateways.');
    const found: Seen[] = [];
    for (const one of installations) {
      for (const note of one.notes) {
        found.push({
          about: `${one.id}/${note.code}`,
          state: 'warn',
          what: `${one.label}: ${note.message}`,
          ...(note.hint ? { hint: note.hint } : {}),
          ...(note.where ? { where: note.where } : {}),
        });
      }
      if (!one.mirrored) continue;
      for (const agent of one.agents) {
        for (const profile of agent.profiles) {
          if (profile.usable) continue;
          found.push({
            about: `${one.id}/${agent.id}/${profile.id}`,
            state: 'warn',
            what: `${one.label} does not use ${profile.id}${profile.why ? `: ${profile.why}` : '.'}`,
            why: 'What Gatehouse shows for it and what that gateway does are not the same.',
            ...(one.stateDir ? { where: one.stateDir } : {}),
          });
        }
      }
    }
    if (found.length > 0) return found;
    const { length } = installations;
    if (length === 0) return ok('There are no other gateways on this machine.');
    return ok(length === 1 ? 'The other gateway agrees.' : `All ${length} other gateways agree.`);
  },
};
