import { warnWindowMs } from '#core/config/warn-window.ts';
import { profileViews } from '#core/profile/view.ts';
import { say } from '#core/say/say.ts';
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
        const when = { at: expires, to: 'minute' as const };
        found.push({
          about: `${agent}/${id}`,
          state: 'warn',
          what: ended
            ? say('{{id}} has expired ({{when}}).', { id, when })
            : say('{{id}} expires soon ({{when}}).', { id, when }),
          why: ended ? say('It is passed over.') : say('From then on it is passed over.'),
          hint:
            view.refreshedBy === 'other'
              ? say('It is renewed by the program that it came from; sign in there again.')
              : say('Replace it: gatehouse models auth add --provider {{provider}}', {
                  provider: view.provider,
                }),
          where: agent === 'main' ? id : `${agent}: ${id}`,
        });
      }
    }
    if (found.length > 0) return found;
    return ok(
      count === 0 ? say('There are no credentials yet.') : say('Nothing has expired or expires soon.'),
    );
  },
};
