import { watch } from 'node:fs';
import type { Handlers } from '#core/contract/calls.ts';
import type { ServiceDeps } from '#main/services/service.ts';
import { logFile, logSources, unknownLog } from '#store/log/log-files.ts';
import { readLog } from '#store/log/read-log.ts';

/** Faces are told at most twice a second how far the logs reach (milliseconds). */
const tellEveryMs = 500;

export interface LogsService {
  handlers: Handlers<'logs'>;
  /** Looks how far each log reaches. */
  refresh(): Promise<void>;
  stop(): void;
}

/** Every log of the log directory: those of host and gateway, and one for each gateway of the family that runs here. */
export function logsService({ stores, topics, log }: ServiceDeps): LogsService {
  const { logDir } = stores.dir;
  /** How often each file was put aside since this host began. */
  const generations = new Map<string, { inode: number; end: number; generation: number }>();
  let timer: NodeJS.Timeout | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;
  topics.publish('logs', { sources: [] });

  async function refresh(): Promise<void> {
    toldAt = performance.now();
    const sources = (await logSources(logDir)).map(({ id, path, end, inode }) => {
      const before = generations.get(id);
      const rotated = before !== undefined && (before.inode !== inode || end < before.end);
      const generation = (before?.generation ?? 0) + (rotated ? 1 : 0);
      generations.set(id, { inode, end, generation });
      return { id, path, end, generation };
    });
    topics.publish('logs', { sources });
  }

  const changed = () => {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        void refresh();
      },
      Math.max(0, toldAt + tellEveryMs - performance.now()),
    ).unref();
  };
  let watcher: ReturnType<typeof watch> | undefined;
  try {
    watcher = watch(logDir, { persistent: false }, changed);
    watcher.on('error', () => watcher?.close());
  } catch (error) {
    log.error('watch.failed', { name: 'logs' }, error);
  }

  return {
    handlers: {
      async 'logs.read'({ source, ...query }) {
        const file = logFile(logDir, source);
        const page = await readLog(file, query);
        if (page.end === 0 && !(await logSources(logDir)).some(({ id }) => id === source)) {
          throw unknownLog(source);
        }
        return page;
      },
    },
    refresh,
    stop() {
      clearTimeout(timer);
      watcher?.close();
    },
  };
}
