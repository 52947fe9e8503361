import type { Command } from '#cli/command.ts';
import { agentsAdd, agentsList, agentsRemove } from '#cli/commands/agents.ts';
import {
  authMonitorInstall,
  authMonitorRun,
  authMonitorStatus,
  authMonitorUninstall,
} from '#cli/commands/auth-monitor.ts';
import { chat } from '#cli/commands/chat.ts';
import { completions } from '#cli/commands/completions.ts';
import { doctor } from '#cli/commands/doctor.ts';
import { familiesList, familiesScan } from '#cli/commands/families-list.ts';
import { familiesAdopt, familiesPreview, familiesRelease } from '#cli/commands/families-mirror.ts';
import { familiesSetModel, familiesSetOrder } from '#cli/commands/families-models.ts';
import { familiesAddRemote, familiesRemoveRemote } from '#cli/commands/families-remote.ts';
import { familiesReload, familiesRestart, familiesStart, familiesStop } from '#cli/commands/families-run.ts';
import { familiesUpgrade } from '#cli/commands/families-upgrade.ts';
import { gatewayAttach, gatewaySetPort } from '#cli/commands/gateway-attach.ts';
import { gatewayRun } from '#cli/commands/gateway-run.ts';
import { gatewayInstall, gatewayServiceStatus, gatewayUninstall } from '#cli/commands/gateway-service.ts';
import { gatewayRestart, gatewayStart } from '#cli/commands/gateway-start.ts';
import { gatewayStatus } from '#cli/commands/gateway-status.ts';
import { gatewayStop } from '#cli/commands/gateway-stop.ts';
import { gatewayToken } from '#cli/commands/gateway-token.ts';
import {
  gatewayTokensAdd,
  gatewayTokensEdit,
  gatewayTokensList,
  gatewayTokensRemove,
} from '#cli/commands/gateway-tokens.ts';
import { hostStart, hostStatus, hostStop } from '#cli/commands/host.ts';
import { importsScan, importsTake } from '#cli/commands/imports.ts';
import { logs } from '#cli/commands/logs.ts';
import { mirrorsJournal, mirrorsList, mirrorsSetMode, mirrorsUndo } from '#cli/commands/mirrors.ts';
import { modelsAliasesAdd, modelsAliasesList, modelsAliasesRemove } from '#cli/commands/models-aliases.ts';
import {
  modelsAllowAdd,
  modelsAllowClear,
  modelsAllowList,
  modelsAllowRemove,
} from '#cli/commands/models-allow.ts';
import { modelsAuthAdd } from '#cli/commands/models-auth-add.ts';
import { modelsAuthCalendar } from '#cli/commands/models-auth-calendar.ts';
import { modelsAuthEdit } from '#cli/commands/models-auth-edit.ts';
import { modelsAuthDisable, modelsAuthEnable } from '#cli/commands/models-auth-enable.ts';
import { modelsAuthList } from '#cli/commands/models-auth-list.ts';
import { modelsAuthLogin } from '#cli/commands/models-auth-login.ts';
import { modelsAuthLogout } from '#cli/commands/models-auth-logout.ts';
import {
  modelsAuthOrderClear,
  modelsAuthOrderGet,
  modelsAuthOrderSet,
} from '#cli/commands/models-auth-order.ts';
import { modelsAuthPasteApiKey } from '#cli/commands/models-auth-paste-api-key.ts';
import { modelsAuthPasteToken } from '#cli/commands/models-auth-paste-token.ts';
import { modelsAuthSetPlace } from '#cli/commands/models-auth-set-place.ts';
import { modelsAuthSetupToken } from '#cli/commands/models-auth-setup-token.ts';
import { modelsAuthTest } from '#cli/commands/models-auth-test.ts';
import { modelsAuthCopy, modelsAuthMove } from '#cli/commands/models-auth-transfer.ts';
import { modelsExplain } from '#cli/commands/models-explain.ts';
import { modelsFallbacks, modelsImageFallbacks } from '#cli/commands/models-fallbacks.ts';
import { modelsList } from '#cli/commands/models-list.ts';
import { modelsProbe } from '#cli/commands/models-probe.ts';
import { modelsScan } from '#cli/commands/models-scan.ts';
import { modelsSet } from '#cli/commands/models-set.ts';
import { modelsSetImage } from '#cli/commands/models-set-image.ts';
import { modelsSetUtility } from '#cli/commands/models-set-utility.ts';
import { modelsStatus } from '#cli/commands/models-status.ts';
import { onboard } from '#cli/commands/onboard.ts';
import { overviewAlone, overviewByName } from '#cli/commands/overview.ts';
import { secretsApply } from '#cli/commands/secrets-apply.ts';
import { secretsAudit } from '#cli/commands/secrets-audit.ts';
import { secretsConfigure } from '#cli/commands/secrets-configure.ts';
import { secretsReload } from '#cli/commands/secrets-reload.ts';
import { secretsResolve } from '#cli/commands/secrets-resolve.ts';
import { settingsGet, settingsList, settingsSet } from '#cli/commands/settings.ts';
import { snippets } from '#cli/commands/snippets.ts';
import { ui } from '#cli/commands/ui.ts';
import { vaultMove } from '#cli/commands/vault-move.ts';
import { vaultPlaces } from '#cli/commands/vault-places.ts';
import { vaultLock, vaultStatus, vaultUnlock } from '#cli/commands/vault-status.ts';

/** Every command, in the order of help. Parsing, help and completions are drawn from this list. */
export const commands: readonly Command[] = [
  overviewAlone,
  overviewByName,
  onboard,
  ui,
  gatewayStart,
  gatewayStop,
  gatewayRestart,
  gatewayStatus,
  gatewayToken,
  gatewayTokensList,
  gatewayTokensAdd,
  gatewayTokensEdit,
  gatewayTokensRemove,
  gatewayAttach,
  gatewaySetPort,
  gatewayRun,
  gatewayInstall,
  gatewayUninstall,
  gatewayServiceStatus,
  hostStart,
  hostStop,
  hostStatus,
  modelsStatus,
  modelsSet,
  modelsList,
  modelsSetImage,
  modelsSetUtility,
  modelsAliasesList,
  modelsAliasesAdd,
  modelsAliasesRemove,
  ...modelsFallbacks,
  ...modelsImageFallbacks,
  modelsAllowList,
  modelsAllowAdd,
  modelsAllowRemove,
  modelsAllowClear,
  modelsScan,
  modelsProbe,
  modelsExplain,
  modelsAuthAdd,
  modelsAuthLogin,
  modelsAuthPasteApiKey,
  modelsAuthPasteToken,
  modelsAuthSetupToken,
  modelsAuthList,
  modelsAuthCalendar,
  modelsAuthTest,
  modelsAuthEdit,
  modelsAuthCopy,
  modelsAuthMove,
  modelsAuthEnable,
  modelsAuthDisable,
  modelsAuthSetPlace,
  modelsAuthLogout,
  modelsAuthOrderGet,
  modelsAuthOrderSet,
  modelsAuthOrderClear,
  secretsAudit,
  secretsConfigure,
  secretsApply,
  secretsReload,
  secretsResolve,
  vaultStatus,
  vaultUnlock,
  vaultLock,
  vaultMove,
  vaultPlaces,
  importsScan,
  importsTake,
  mirrorsList,
  mirrorsSetMode,
  mirrorsJournal,
  mirrorsUndo,
  familiesList,
  familiesScan,
  familiesPreview,
  familiesAdopt,
  familiesRelease,
  familiesStart,
  familiesStop,
  familiesRestart,
  familiesReload,
  familiesSetModel,
  familiesSetOrder,
  familiesAddRemote,
  familiesRemoveRemote,
  familiesUpgrade,
  authMonitorInstall,
  authMonitorUninstall,
  authMonitorStatus,
  authMonitorRun,
  settingsList,
  settingsGet,
  settingsSet,
  agentsList,
  agentsAdd,
  agentsRemove,
  chat,
  doctor,
  snippets,
  logs,
  completions(() => commands),
];
