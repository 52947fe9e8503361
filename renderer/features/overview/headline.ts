import type { AttentionItem } from '#core/attention/attention.ts';
import type { GatewayPhase, Tone } from '#renderer/state/gateway.ts';

export type HeadlineKey =
  | 'well'
  | 'works'
  | 'needsYou'
  | 'stopped'
  | 'starting'
  | 'stopping'
  | 'noModel'
  | 'retrying'
  | 'offline';

/** The five-second answer to "is all well?". */
export function headline(of: {
  phase: GatewayPhase;
  attention: readonly AttentionItem[];
  /** Something can answer the primary model. */
  answered: boolean;
  /** The host is there; what it said last says nothing about now. */
  connected: boolean;
}): { tone: Tone; key: HeadlineKey } {
  if (!of.connected) return { tone: 'quiet', key: 'offline' };
  const errors = of.attention.some(({ severity }) => severity === 'error');
  const warnings = of.attention.some(({ severity }) => severity === 'warning');
  if (of.phase === 'failed' || of.phase === 'foreign') return { tone: 'bad', key: 'needsYou' };
  // A profile that expired is no alarm while another one answers.
  if (errors && !(of.answered && onlyProfiles(of.attention))) return { tone: 'bad', key: 'needsYou' };
  if (of.phase === 'stopped') return { tone: 'quiet', key: 'stopped' };
  if (of.phase === 'stopping') return { tone: 'info', key: 'stopping' };
  if (of.phase === 'backoff') return { tone: 'warn', key: 'retrying' };
  if (of.phase === 'starting' || of.phase === 'restarting') return { tone: 'info', key: 'starting' };
  if (!of.answered) return { tone: 'warn', key: 'noModel' };
  return errors || warnings ? { tone: 'warn', key: 'works' } : { tone: 'good', key: 'well' };
}

const onlyProfiles = (items: readonly AttentionItem[]) =>
  items.every(({ severity, action }) => severity !== 'error' || action.kind === 'replace_credential');
