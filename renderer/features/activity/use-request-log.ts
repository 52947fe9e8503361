import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { RequestFilter } from '#core/contract/calls/activity.ts';
import { useApp, useConnected, useTopic } from '#renderer/state/react.ts';
import { createRequestLog, type RequestLog, type RequestLogState } from '#renderer/state/request-log.ts';

/** The log as this screen shows it: begun anew with each filter, and followed while it is open. */
export function useRequestLog(filter: RequestFilter): [RequestLogState, RequestLog] {
  const { host } = useApp();
  const log = useMemo(() => createRequestLog(host), [host]);
  const state = useStore(log.store);
  const connected = useConnected();
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: another newest request, and a host that is back, are reasons to look.
  useEffect(() => {
    if (!connected) return;
    const { rows, error, filter: shown } = log.store.getState();
    // What failed while the host was away is asked again.
    if (!rows && error) void log.show(shown);
    else void log.newer();
  }, [log, newest, connected]);
  return [state, log];
}
