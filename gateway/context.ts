import type { FailedLogins } from '#gateway/stages/access.ts';
import type { Recorder } from '#gateway/stages/record.ts';
import type { FailRequest } from '#gateway/stages/unforeseen.ts';
import type { CredentialState } from '#gateway/state/credential-state.ts';
import type { EventTeller } from '#gateway/state/events.ts';
import type { Live } from '#gateway/state/live.ts';
import type { Probes } from '#gateway/state/probes.ts';
import type { Switches } from '#gateway/state/switches.ts';
import type { Tracer } from '#gateway/trace/tracer.ts';
import type { SilenceWatch } from '#gateway/upstream/silence-watch.ts';

/** What the stages of a request share; one per gateway. */
export interface GatewayContext {
  /** The snapshot in force; undefined until the first one is loaded. */
  live(): Live | undefined;
  draining(): boolean;
  fail: FailRequest;
  state(): CredentialState;
  /** Undefined while nobody wants traces. */
  tracer(): Tracer | undefined;
  recorder: Recorder;
  events: EventTeller;
  /** Told in words of what is no failure of a request. */
  onTrouble(message: string): void;
  switches: Switches;
  probes: Probes;
  watch: SilenceWatch;
  failedLogins: FailedLogins;
  /** Bytes. */
  bodyLimit: number;
  /** Epoch milliseconds. */
  now: () => number;
}
