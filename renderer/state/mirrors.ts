import type { CallOutput } from '#core/contract/calls.ts';
import type { Result } from '#core/contract/error.ts';
import type { TopicValue } from '#core/contract/topics.ts';
import type { FaceHost } from '#renderer/lib/face-host.ts';

type MirrorView = TopicValue<'profiles'>['mirrors'][number];

export interface MirrorsGroup {
  setMode(target: string, mode: MirrorView['mode']): Promise<Result<unknown>>;
  journal(target: string): Promise<Result<CallOutput<'mirrors.journal'>>>;
  undo(target: string, entry: string): Promise<Result<unknown>>;
}

export function createMirrorsGroup(host: FaceHost): MirrorsGroup {
  return {
    setMode: (target, mode) => host.invoke('mirrors.setMode', { target, mode }),
    journal: (target) => host.invoke('mirrors.journal', { target }),
    undo: (target, entry) => host.invoke('mirrors.undo', { target, entry }),
  };
}

export interface MirrorTarget {
  target: string;
  mode: MirrorView['mode'];
  mirrors: MirrorView[];
  broken: boolean;
}

/** The mirrors of each target together: the mode is the target's, the files are the agents'. */
export function mirrorTargets(mirrors: readonly MirrorView[]): MirrorTarget[] {
  const targets = new Map<string, MirrorTarget>();
  for (const mirror of mirrors) {
    const known = targets.get(mirror.target);
    const target = known ?? { target: mirror.target, mode: mirror.mode, mirrors: [], broken: false };
    target.mirrors.push(mirror);
    target.broken ||= mirror.error !== undefined;
    if (!known) targets.set(mirror.target, target);
  }
  return [...targets.values()];
}
