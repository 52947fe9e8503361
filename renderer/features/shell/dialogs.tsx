import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import { useApp } from '#renderer/state/react.ts';

const loaders = {
  add: () => import('#renderer/features/profiles/add-dialog.tsx'),
  replace: () => import('#renderer/features/profiles/replace-dialog.tsx'),
  rename: () => import('#renderer/features/profiles/rename-dialog.tsx'),
  edit: () => import('#renderer/features/profiles/edit-dialog.tsx'),
  transfer: () => import('#renderer/features/profiles/transfer-dialog.tsx'),
  place: () => import('#renderer/features/profiles/place-dialog.tsx'),
  addAgent: () => import('#renderer/features/profiles/add-agent-dialog.tsx'),
  removeAgent: () => import('#renderer/features/profiles/remove-agent-dialog.tsx'),
  import: () => import('#renderer/features/imports/import-dialog.tsx'),
  lockVault: () => import('#renderer/features/settings/lock-dialog.tsx'),
  moveVault: () => import('#renderer/features/settings/move-dialog.tsx'),
  mirrorMode: () => import('#renderer/features/settings/mirror-mode-dialog.tsx'),
  journal: () => import('#renderer/features/settings/journal-dialog.tsx'),
  expiries: () => import('#renderer/features/overview/expiry-dialog.tsx'),
  model: () => import('#renderer/features/models/model-dialog.tsx'),
  removeChat: () => import('#renderer/features/chat/remove-chat-dialog.tsx'),
  snippets: () => import('#renderer/features/onboarding/snippets-dialog.tsx'),
  alias: () => import('#renderer/features/models/alias-dialog.tsx'),
  licences: () => import('#renderer/features/settings/licences-dialog.tsx'),
  token: () => import('#renderer/features/settings/token-dialog.tsx'),
  removeToken: () => import('#renderer/features/settings/remove-token-dialog.tsx'),
  adoptFamily: () => import('#renderer/features/families/adopt-dialog.tsx'),
  releaseFamily: () => import('#renderer/features/families/release-dialog.tsx'),
  familyModel: () => import('#renderer/features/families/model-dialog.tsx'),
  upgradeFamily: () => import('#renderer/features/families/upgrade-dialog.tsx'),
  addRemote: () => import('#renderer/features/families/remote-dialog.tsx'),
  bundle: () => import('#renderer/features/doctor/bundle-dialog.tsx'),
  shortcuts: () => import('#renderer/features/shell/shortcuts-dialog.tsx'),
  palette: () => import('#renderer/features/palette/palette.tsx'),
};
const AddDialog = lazy(loaders.add);
const ReplaceDialog = lazy(loaders.replace);
const RenameDialog = lazy(loaders.rename);
const EditDialog = lazy(loaders.edit);
const TransferDialog = lazy(loaders.transfer);
const PlaceDialog = lazy(loaders.place);
const AddAgentDialog = lazy(loaders.addAgent);
const RemoveAgentDialog = lazy(loaders.removeAgent);
const ImportDialog = lazy(loaders.import);
const LockDialog = lazy(loaders.lockVault);
const MoveDialog = lazy(loaders.moveVault);
const MirrorModeDialog = lazy(loaders.mirrorMode);
const JournalDialog = lazy(loaders.journal);
const ExpiryDialog = lazy(loaders.expiries);
const ModelDialog = lazy(loaders.model);
const AliasDialog = lazy(loaders.alias);
const SnippetsDialog = lazy(loaders.snippets);
const RemoveChatDialog = lazy(loaders.removeChat);
const LicencesDialog = lazy(loaders.licences);
const TokenDialog = lazy(loaders.token);
const RemoveTokenDialog = lazy(loaders.removeToken);
const AdoptFamilyDialog = lazy(loaders.adoptFamily);
const ReleaseFamilyDialog = lazy(loaders.releaseFamily);
const FamilyModelDialog = lazy(loaders.familyModel);
const UpgradeFamilyDialog = lazy(loaders.upgradeFamily);
const AddRemoteDialog = lazy(loaders.addRemote);
const BundleDialog = lazy(loaders.bundle);
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
      {dialog?.kind === 'edit' && <EditDialog {...dialog} />}
      {dialog?.kind === 'transfer' && <TransferDialog {...dialog} />}
      {dialog?.kind === 'place' && <PlaceDialog {...dialog} />}
      {dialog?.kind === 'addAgent' && <AddAgentDialog />}
      {dialog?.kind === 'removeAgent' && <RemoveAgentDialog {...dialog} />}
      {dialog?.kind === 'import' && <ImportDialog {...dialog} />}
      {dialog?.kind === 'lockVault' && <LockDialog />}
      {dialog?.kind === 'moveVault' && <MoveDialog />}
      {dialog?.kind === 'mirrorMode' && <MirrorModeDialog {...dialog} />}
      {dialog?.kind === 'journal' && <JournalDialog {...dialog} />}
      {dialog?.kind === 'expiries' && <ExpiryDialog />}
      {dialog?.kind === 'model' && <ModelDialog {...dialog} />}
      {dialog?.kind === 'removeChat' && <RemoveChatDialog {...dialog} />}
      {dialog?.kind === 'snippets' && <SnippetsDialog />}
      {dialog?.kind === 'alias' && <AliasDialog {...dialog} />}
      {dialog?.kind === 'licences' && <LicencesDialog />}
      {dialog?.kind === 'token' && <TokenDialog {...dialog} />}
      {dialog?.kind === 'removeToken' && <RemoveTokenDialog {...dialog} />}
      {dialog?.kind === 'adoptFamily' && <AdoptFamilyDialog {...dialog} />}
      {dialog?.kind === 'releaseFamily' && <ReleaseFamilyDialog {...dialog} />}
      {dialog?.kind === 'familyModel' && <FamilyModelDialog {...dialog} />}
      {dialog?.kind === 'upgradeFamily' && <UpgradeFamilyDialog {...dialog} />}
      {dialog?.kind === 'addRemote' && <AddRemoteDialog />}
      {dialog?.kind === 'bundle' && <BundleDialog />}
      {dialog?.kind === 'shortcuts' && <ShortcutsDialog />}
    </Suspense>
  );
}
