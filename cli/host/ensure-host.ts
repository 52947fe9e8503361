import type { CommandContext } from '#cli/command.ts';
import { findHost, type RunningHost } from '#cli/host/find-host.ts';
import { startHost } from '#cli/host/start-host.ts';
import { progress } from '#cli/term/progress.ts';

/** The running host, or one that this starts, saying so on standard error. */
export async function ensureHost(
  context: Pick<CommandContext, 'env' | 'signal' | 'stderr' | 'err'>,
): Promise<RunningHost & { started: boolean }> {
  const { env, signal } = context;
  const running = await findHost(env, signal);
  if (running) return { ...running, started: false };
  const shown = progress(context.stderr, context.err);
  shown.step(`Starting Gatehouse in the background${context.err.symbols.ellipsis}`);
  try {
    return { ...(await startHost({ env, signal })), started: true };
  } finally {
    shown.end();
  }
}
