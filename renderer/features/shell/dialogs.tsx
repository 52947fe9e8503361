import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import { useApp } from '#renderer/state/react.ts';

const loaders = {
  add: () => import('#renderer/features/profiles/add-dialog.tsx'),
  replace: () => import('#renderer/features/profiles/replace-dialog.tsx'),
  rename: () => import('#renderer/features/profiles/rename-dialog.tsx'),
  model: () => import('#renderer/features/overview/model-dialog.tsx'),
  shortcuts: () => import('#renderer/features/shell/shortcuts-dialog.tsx'),
  palette: () => import('#renderer/features/palette/palette.tsx'),
};
const AddDialog = lazy(loaders.add);
const ReplaceDialog = lazy(loaders.replace);
const RenameDialog = lazy(loaders.rename);
const ModelDialog = lazy(loaders.model);
const ShortcutsDialog = lazy(loaders.shortcuts);
const Palette = lazy(loaders.palette);

/** Dialogs are not on the first screen, so their code comes after it. */
export function preloadDialogs(): void {
  for (const load of Object.values(loaders)) void load();
}

/** Whatever is open over the screen. */
export function Dialogs() {
  const { ui } = useApp();
  const dialog = useStore(ui.store, (state) => state.dialog);
  const palette = useStore(ui.store, (state) => state.palette);
  return (
    <Suspense fallback={null}>
      {palette && <Palette />}
      {dialog?.kind === 'add' && <AddDialog {...dialog} />}
      {dialog?.kind === 'replace' && <ReplaceDialog {...dialog} />}
      {dialog?.kind === 'rename' && <RenameDialog {...dialog} />}
      {dialog?.kind === 'model' && <ModelDialog {...dialog} />}
      {dialog?.kind === 'shortcuts' && <ShortcutsDialog />}
    </Suspense>
  );
}
