import type { Check } from '#store/doctor/check.ts';
import { clock } from '#store/doctor/checks/clock.ts';
import { configCheck } from '#store/doctor/checks/config.ts';
import { disk } from '#store/doctor/checks/disk.ts';
import { environmentShadows } from '#store/doctor/checks/environment-shadows.ts';
import { expiry } from '#store/doctor/checks/expiry.ts';
import { families } from '#store/doctor/checks/families.ts';
import { gatewayAnswers } from '#store/doctor/checks/gateway-answers.ts';
import { gatewayPort } from '#store/doctor/checks/gateway-port.ts';
import { launcher } from '#store/doctor/checks/launcher.ts';
import { loginShell } from '#store/doctor/checks/login-shell.ts';
import { mirrors } from '#store/doctor/checks/mirrors.ts';
import { permissions } from '#store/doctor/checks/permissions.ts';
import { plainSecrets } from '#store/doctor/checks/plain-secrets.ts';
import { runtime } from '#store/doctor/checks/runtime.ts';
import { staleLocks } from '#store/doctor/checks/stale-locks.ts';
import { tokenStrength } from '#store/doctor/checks/token-strength.ts';
import { tray } from '#store/doctor/checks/tray.ts';
import { vaultProfiles } from '#store/doctor/checks/vault-profiles.ts';
import { vaultReachable } from '#store/doctor/checks/vault-reachable.ts';

/** Every check, in the order in which they are shown. None changes anything, so all run side by side. */
export const checks: readonly Check[] = [
  vaultReachable,
  vaultProfiles,
  mirrors,
  plainSecrets,
  expiry,
  environmentShadows,
  configCheck,
  permissions,
  staleLocks,
  gatewayPort,
  gatewayAnswers,
  tokenStrength,
  families,
  launcher,
  loginShell,
  tray,
  runtime,
  disk,
  clock,
];
