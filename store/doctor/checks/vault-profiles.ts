import { say } from '#core/say/say.ts';
import { vaultItemTime } from '#store/credentials/common.ts';
import { auditVault, orphanAfterMs } from '#store/credentials/sweep.ts';
import type { Check, Seen } from '#store/doctor/check.ts';
import { ok, skipped } from '#store/doctor/check.ts';

/** Every credential has its secret in the vault, and every secret its credential. */
export const vaultProfiles: Check = {
  id: 'vault-profiles',
  limitMs: 12_000,
  async run({ stores, vault, now }) {
    if ((await vault.check()).state !== 'ready') return skipped(say('The vault does not answer.'));
    const { missing, orphans } = await auditVault(stores);
    const found: Seen[] = missing.map(({ agent, id }) => ({
      about: `${agent}/${id}`,
      state: 'fail',
      what: say('The secret of {{id}} is not in the vault.', { id }),
      why: say('It was deleted there, or the vault is not the one that it was stored in.'),
      hint: say(
        'Give it again: gatehouse models auth paste-api-key --provider {{provider}} --profile-id {{id}}',
        { provider: id.split(':')[0] ?? id, id },
      ),
      where: agent === 'main' ? id : `${agent}: ${id}`,
    }));
    const old = orphans.filter((item) => {
      const madeAt = vaultItemTime(item);
      // A credential may be being added right now.
      return madeAt === undefined || Math.abs(now - madeAt) > orphanAfterMs;
    });
    for (const item of old) {
      found.push({
        about: item,
        state: 'note',
        what: say('The vault holds an item that no credential uses.'),
        why: say(
          'It was left by a program that ended in the middle of a change, or by an older state directory.',
        ),
        where: item,
        fix: say('Delete this item from the vault, for good.'),
        confirm: true,
        async mend() {
          const again = await auditVault(stores);
          if (again.orphans.includes(item)) await vault.delete(item);
        },
      });
    }
    return found.length > 0
      ? found
      : ok(say('Every credential has its secret, and every secret its credential.'));
  },
};
