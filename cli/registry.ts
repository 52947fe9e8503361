import type { Command } from '#cli/command.ts';
import { chat } from '#cli/commands/chat.ts';
import { completions } from '#cli/commands/completions.ts';
import { gatewayRun } from '#cli/commands/gateway-run.ts';
import { gatewayRestart, gatewayStart } from '#cli/commands/gateway-start.ts';
import { gatewayStatus } from '#cli/commands/gateway-status.ts';
import { gatewayStop } from '#cli/commands/gateway-stop.ts';
import { hostStart, hostStatus, hostStop } from '#cli/commands/host.ts';
import { logs } from '#cli/commands/logs.ts';
import { modelsAuthList } from '#cli/commands/models-auth-list.ts';
import { modelsAuthLogin } from '#cli/commands/models-auth-login.ts';
import { modelsAuthLogout } from '#cli/commands/models-auth-logout.ts';
import {
  modelsAuthOrderClear,
  modelsAuthOrderGet,
  modelsAuthOrderSet,
} from '#cli/commands/models-auth-order.ts';
import { modelsAuthPasteApiKey } from '#cli/commands/models-auth-paste-api-key.ts';
import { modelsExplain } from '#cli/commands/models-explain.ts';
import { modelsSet } from '#cli/commands/models-set.ts';
import { modelsStatus } from '#cli/commands/models-status.ts';
import { overviewAlone, overviewByName } from '#cli/commands/overview.ts';
import { secretsResolve } from '#cli/commands/secrets-resolve.ts';
import { ui } from '#cli/commands/ui.ts';

/** Every command, in the order of help. Parsing, help and completions are drawn from this list. */
export const commands: readonly Command[] = [
  overviewAlone,
  overviewByName,
  ui,
  gatewayStart,
  gatewayStop,
  gatewayRestart,
  gatewayStatus,
  gatewayRun,
  hostStart,
  hostStop,
  hostStatus,
  modelsStatus,
  modelsSet,
  modelsExplain,
  modelsAuthLogin,
  modelsAuthPasteApiKey,
  modelsAuthList,
  modelsAuthLogout,
  modelsAuthOrderGet,
  modelsAuthOrderSet,
  modelsAuthOrderClear,
  secretsResolve,
  chat,
  logs,
  completions(() => commands),
];
