import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { RequestFilter } from '#core/contract/calls/activity.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { createRequestLog, type RequestLog, type RequestLogState } from '#renderer/state/request-log.ts';

/** The log as this screen shows it: begun anew with each filter, and followed while it is open. */
export function useRequestLog(filter: RequestFilter): [RequestLogState, RequestLog] {
  const { host } = useApp();
  const log = useMemo(() => createRequestLog(host), [host]);
  const state = useStore(log.store);
  const newest = useTopic('activity')?.latest[0]?.requestId;
  const { model, profile, result, agent } = filter;
  useEffect(() => {
    void log.show({
      ...(model === undefined ? {} : { model }),
      ...(profile === undefined ? {} : { profile }),
      ...(result === undefined ? {} : { result }),
      ...(agent === undefined ? {} : { agent }),
    });
  }, [log, model, profile, result, agent]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another newest request is the reason to look.
  useEffect(() => {
    void log.newer();
  }, [log, newest]);
  return [state, log];
}
