import { say } from '#core/say/say.ts';
import type { Check } from '#store/doctor/check.ts';
import { ok, skipped } from '#store/doctor/check.ts';
import { hasTrayHost } from '#store/tray-host.ts';

/** The bus answers within milliseconds. */
const busTimeoutMs = 2_000;

/** The desktop shows tray icons. */
export const tray: Check = {
  id: 'tray',
  async run({ platform, env }) {
    if (platform !== 'linux') return ok(say('This system always has a tray.'));
    if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return skipped(say('There is no desktop session here.'));
    const present = await hasTrayHost(env, busTimeoutMs);
    if (present === undefined) return skipped(say('There is no session bus here.'));
    if (present) return ok(say('The desktop shows tray icons.'));
    return [
      {
        state: 'note',
        what: say('This desktop shows no tray icons.'),
        why: say('The icon cannot be seen; starting Gatehouse again opens its window.'),
        hint: say('On GNOME the extension "AppIndicator and KStatusNotifierItem Support" brings the tray.'),
      },
    ];
  },
};
