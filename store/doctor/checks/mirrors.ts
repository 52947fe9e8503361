import { isObject } from '#core/profile/mirror.ts';
import { type Sentence, say, wordsOf } from '#core/say/say.ts';
import { agentOf } from '#store/credentials/common.ts';
import type { Check, DoctorContext, Seen } from '#store/doctor/check.ts';
import { ok } from '#store/doctor/check.ts';
import { readMirrorFile } from '#store/mirror/mirror-file.ts';
import { type MirrorView, mirrorStatus, syncMirrors } from '#store/mirror/mirror-store.ts';
import { mirrorTargets } from '#store/mirror/targets.ts';

/** Every mirror shows what the credentials are. */
export const mirrors: Check = {
  id: 'mirrors',
  limitMs: 12_000,
  async run(context) {
    const { stores, vault, now, mirrorHooks } = context;
    const items = await vault.list().then(
      (names) => new Set(names),
      () => undefined,
    );
    const views = await mirrorStatus(stores);
    const found: Seen[] = [];
    for (const view of views) {
      const about = `${view.target}/${view.agent}`;
      if (view.error) {
        found.push({
          about,
          // A database takes no file, and that is as it should be.
          state: view.error.code === 'mirror_is_database' ? 'note' : 'fail',
          what: wordsOf(view.error, 'message'),
          why: say('That gateway does not see the credentials that Gatehouse has.'),
          where: view.error.where ?? view.path,
          hint: wordsOf(view.error, 'hint'),
        });
        continue;
      }
      const what = await behind(context, view, items);
      if (what === undefined) continue;
      found.push({
        about,
        state: 'warn',
        what,
        why: say(
          'A gateway that reads it goes by other credentials. It is kept up to date while Gatehouse runs.',
        ),
        where: view.path,
        fix: say('Write the mirror anew from the credentials; what that gateway changed in it is kept.'),
        mend: async () => void (await syncMirrors(stores, { ...mirrorHooks, items, now })),
      });
    }
    if (found.length > 0) return found;
    return ok(
      views.length === 1
        ? say('The mirror agrees.')
        : say('All {{count}} mirrors agree.', { count: views.length }),
    );
  },
};

/** In what a mirror differs, in a sentence. */
async function behind(
  { stores }: DoctorContext,
  view: MirrorView,
  items: ReadonlySet<string> | undefined,
): Promise<Sentence | undefined> {
  const doc = await stores.profiles.read();
  const older = say('The mirror shows revision {{revision}}; the credentials are at {{current}}.', {
    revision: String(view.revision),
    current: String(doc.revision),
  });
  // A database is asked by that gateway's own command, which is no question for a quick look.
  const target = (await mirrorTargets(stores)).find(({ id }) => id === view.target);
  if (target?.database === true) return view.revision >= doc.revision ? undefined : older;
  const onDisk = await readMirrorFile(view.path);
  const shown = onDisk.kind === 'good' && isObject(onDisk.doc.profiles) ? onDisk.doc.profiles : {};
  // Others may rightly be left out: disabled ones, grants, references that only Gatehouse can follow.
  const missing = Object.entries(agentOf(doc, view.agent).profiles).filter(
    ([id, { type, disabled, secret }]) =>
      !Object.hasOwn(shown, id) &&
      type !== 'oauth' &&
      disabled !== true &&
      secret.kind === 'vault' &&
      items?.has(secret.item) === true,
  );
  if (onDisk.kind === 'missing') {
    return missing.length > 0 ? say('The mirror has not been written.') : undefined;
  }
  if (missing.length > 0)
    return say('The mirror lacks {{names}}.', { names: missing.map(([id]) => id).join(', ') });
  return view.revision >= doc.revision ? undefined : older;
}
