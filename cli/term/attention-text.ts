import { duration } from '#cli/term/duration.ts';
import type { AttentionCode, AttentionItem } from '#core/attention/attention.ts';

type Params = AttentionItem['params'];
const forAgent = (params: Params) => (params.agent === 'main' ? '' : ` --agent ${params.agent}`);
const replace = (params: Params) =>
  `gatehouse models auth paste-api-key --profile-id ${params.profile} --replace${forAgent(params)}`;
const hint = (params: Params) => String(params.hint ?? '');

const who = ({ token }: Params) => (token === undefined ? '' : ` (token ${token})`);

/** What each code says on the command line, and the one thing that mends it. */
const words: Record<AttentionCode, (params: Params, now: number) => { message: string; action: string }> = {
  vault_locked: (params) => ({ message: String(params.message), action: hint(params) }),
  vault_unavailable: (params) => ({ message: String(params.message), action: hint(params) }),
  vault_refused: (params) => ({ message: String(params.message), action: hint(params) }),
  profiles_unreadable: (params) => ({ message: String(params.message), action: hint(params) }),
  config_error: (params) => ({ message: `${params.message} (${params.path})`, action: hint(params) }),
  gateway_failed: (params) => ({
    message: `The gateway failed: ${params.message}`,
    action: 'gatehouse gateway start',
  }),
  gateway_foreign: (params) => {
    const about = [
      ...(params.pid === undefined ? [] : [`pid ${params.pid}`]),
      ...(params.service === undefined ? [] : [`service ${params.service}`]),
    ].join(', ');
    return {
      message: `Port ${params.port} is taken by ${params.name ?? 'another program'}${about && ` (${about})`}.`,
      action: params.attachable
        ? 'gatehouse gateway attach'
        : 'End that program, or listen elsewhere: gatehouse gateway set-port',
    };
  },
  gateway_backoff: (params, now) => ({
    message: `The gateway ended (${params.reason}); the next try is in ${duration(Number(params.retryAt) - now)}.`,
    action: 'gatehouse logs',
  }),
  revision_rejected: (params) => ({
    message: `The gateway refused a change: ${params.message}`,
    action: 'gatehouse logs',
  }),
  mirror_error: (params) => ({
    message: `The mirror of agent ${params.agent} could not be written: ${params.message}`,
    action: hint(params),
  }),
  secret_missing: (params) => ({
    message: `The secret of ${params.profile} is not in the keychain.`,
    action: replace(params),
  }),
  profile_expired: (params) => ({ message: `${params.profile} has expired.`, action: replace(params) }),
  profile_expiring: (params, now) => ({
    message: `${params.profile} expires in ${duration(Number(params.expires) - now)}.`,
    action: replace(params),
  }),
  refresh_failed: (params) => ({
    message: `${params.profile} could not be renewed.`,
    action: `gatehouse models auth login --profile-id ${params.profile} --replace${forAgent(params)}`,
  }),
  out_of_credit: (params, now) => ({
    message: `${params.profile} is out of credit${params.until === undefined ? '' : `; it is tried again in ${duration(Number(params.until) - now)}`}.`,
    action: replace(params),
  }),
  paid_switch: (params) => ({
    message: `${params.to}, which is paid by use, answers for ${params.from} (${params.reason}).`,
    action: 'gatehouse settings set gateway.paidSwitch hold',
  }),
  paid_switch_held: (params) => ({
    message: `${params.from} cannot answer (${params.reason}), and ${params.to}, which is paid by use, is held.`,
    action: 'gatehouse settings set gateway.paidSwitch announce',
  }),
  budget_warn: (params) => ({
    message: `${params.spent} of ${params.limit} US dollars are spent today${who(params)}.`,
    action: 'gatehouse settings get gateway.budget',
  }),
  budget_hold: (params) => ({
    message: `The budget of ${params.limit} US dollars for today is spent${who(params)}; requests are refused until midnight UTC.`,
    action: 'gatehouse settings get gateway.budget',
  }),
  no_credential: () => ({
    message: 'No credentials yet.',
    action: 'gatehouse models auth paste-api-key --provider anthropic',
  }),
  no_primary_model: (params) => ({
    message: `Agent ${params.agent} has no primary model yet.`,
    action: `gatehouse models set <provider/model>${forAgent(params)}`,
  }),
};

/** @param now epoch milliseconds. */
export const attentionText = (item: AttentionItem, now: number): { message: string; action: string } =>
  words[item.code](item.params, now);
