import type { Profile } from '#core/profile/profile.ts';
import { openProfileStore } from '#store/profile-store.ts';

/**
 * A process that adds profiles to a store one by one and prints the id of each after it was acknowledged.
 * Arguments: file, name of this writer, number of edits.
 */
const [file = '', name = '', edits = '0'] = process.argv.slice(2);
const store = openProfileStore(file);
const profile: Profile = {
  provider: 'openai',
  type: 'api_key',
  secret: { kind: 'vault', item: 'p-chaos' },
  tail: '',
  createdAt: 0,
};
for (let edit = 0; edit < Number(edits); edit++) {
  const id = `openai:${name}-${edit}`;
  await store.update((doc) => {
    const main = doc.agents.main ?? { profiles: {}, order: {} };
    return {
      ...doc,
      agents: { ...doc.agents, main: { ...main, profiles: { ...main.profiles, [id]: profile } } },
    };
  });
  console.log(id);
}
