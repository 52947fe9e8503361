import type { Check } from '#store/doctor/check.ts';
import { ok, skipped } from '#store/doctor/check.ts';
import { hasTrayHost } from '#store/tray-host.ts';

/** The bus answers within milliseconds. */
const busTimeoutMs = 2_000;

/** The desktop shows tray icons. */
export const tray: Check = {
  id: 'tray',
  async run({ platform, env }) {
    if (platform !== 'linux') return ok('This system always has a tray.');
    if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return skipped('There is no desktop session here.');
    const present = await hasTrayHost(env, busTimeoutMs);
    if (present === undefined) return skipped('There is no session bus here.');
    if (present) return ok('The desktop shows tray icons.');
    return [
      {
        state: 'note',
        what: 'This desktop shows no tray icons.',
        why: 'The icon cannot be seen; starting Gatehouse again opens its window.',
        hint: 'On GNOME the extension "AppIndicator and KStatusNotifierItem Support" brings the tray.',
      },
    ];
  },
};
