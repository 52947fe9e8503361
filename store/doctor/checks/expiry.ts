import { warnWindowMs } from '#core/config/warn-window.ts';
import { profileViews } from '#core/profile/view.ts';
import type { Check, Seen } from '#store/doctor/check.ts';
import { ok } from '#store/doctor/check.ts';

/** What has ended, and what ends soon. */
export const expiry: Check = {
  id: 'expiry',
  async run({ stores, config, now }) {
    const doc = await stores.profiles.read();
    const found: Seen[] = [];
    let count = 0;
    for (const [agent, profiles] of Object.entries(doc.agents)) {
      for (const view of profileViews(profiles, {
        now,
        warnMs: warnWindowMs(config),
        configOrder: config.auth?.order,
      })) {
        count++;
        const { expires, id } = view;
        const ended = view.status === 'expired';
        const soon = view.status === 'expiring';
        if (expires === undefined || !(ended || soon)) continue;
        const when = `${new Date(expires).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
        found.push({
          about: `${agent}/${id}`,
          state: 'warn',
          what: ended ? `${id} has expired (${when}).` : `${id} expires soon (${when}).`,
          why: ended ? 'It is passed over.' : 'From then on it is passed over.',
          hint:
            view.refreshedBy === 'other'
              ? 'It is renewed by the program that it came from; sign in there again.'
              : `Replace it: gatehouse models auth add --provider ${view.provider}`,
          where: agent === 'main' ? id : `${agent}: ${id}`,
        });
      }
    }
    if (found.length > 0) return found;
    return ok(count === 0 ? 'There are no credentials yet.' : 'Nothing has expired or expires soon.');
  },
};
