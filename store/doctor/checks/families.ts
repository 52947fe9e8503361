import type { FamilyProfile } from '#core/family/installation.ts';
import { say, wordsOf } from '#core/say/say.ts';
import type { Check, Seen } from '#store/doctor/check.ts';
import { ok, skipped } from '#store/doctor/check.ts';

/** What other gateways of this machine do differently from what they were given. */
const notUsed = (label: string, profile: FamilyProfile) => {
  const why = wordsOf(profile, 'why');
  return why === undefined
    ? say('{{label}} does not use {{id}}.', { label, id: profile.id })
    : say('{{label}} does not use {{id}}: {{why}}', { label, id: profile.id, why });
};

export const families: Check = {
  id: 'families',
  async run({ installations }) {
    if (installations === undefined)
      return skipped(say('Only the running Gatehouse looks at other gateways.'));
    const found: Seen[] = [];
    for (const one of installations) {
      for (const note of one.notes) {
        found.push({
          about: `${one.id}/${note.code}`,
          state: 'warn',
          what: say('{{label}}: {{message}}', { label: one.label, message: wordsOf(note, 'message') }),
          hint: wordsOf(note, 'hint'),
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
            what: notUsed(one.label, profile),
            why: say('What Gatehouse shows for it and what that gateway does are not the same.'),
            ...(one.stateDir ? { where: one.stateDir } : {}),
          });
        }
      }
    }
    if (found.length > 0) return found;
    const { length } = installations;
    if (length === 0) return ok(say('There are no other gateways on this machine.'));
    return ok(
      length === 1
        ? say('The other gateway agrees.')
        : say('All {{count}} other gateways agree.', { count: length }),
    );
  },
};
