import { statfs } from 'node:fs/promises';
import { say } from '#core/say/say.ts';
import type { Check } from '#store/doctor/check.ts';
import { ok } from '#store/doctor/check.ts';

const mebibyte = 1024 * 1024;
/** Below these nothing, or not for long, can be written: the log alone may take 256 MiB. */
const failBelow = 32 * mebibyte;
const warnBelow = 512 * mebibyte;

/** There is room for what Gatehouse writes. */
export const disk: Check = {
  id: 'disk',
  async run({ stores }) {
    const { bavail, bsize } = await statfs(stores.dir.root);
    const free = bavail * bsize;
    const words =
      free >= 1024 * mebibyte
        ? `${(free / 1024 / mebibyte).toFixed(1)} GiB`
        : `${Math.floor(free / mebibyte)} MiB`;
    if (free >= warnBelow) return ok(say('Free space: {{size}}.', { size: words }));
    return [
      {
        state: free < failBelow ? 'fail' : 'warn',
        what: say('There is little free space: {{size}}.', { size: words }),
        why: say('Changes of credentials are refused when the disk is full; nothing is lost then.'),
        hint: say('Free some space.'),
        where: stores.dir.root,
      },
    ];
  },
};
