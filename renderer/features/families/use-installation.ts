import type { Installation } from '#core/family/installation.ts';
import { useTopic } from '#renderer/state/react.ts';

/** An installation by its id; undefined once it is gone. */
export const useInstallation = (id: string): Installation | undefined =>
  useTopic('families')?.installations.find((one) => one.id === id);
