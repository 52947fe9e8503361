import { useCallback, useEffect, useState } from 'react';
import type { CallError } from '#core/contract/error.ts';
import type { GatewayEvent } from '#core/link/link.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { mergeEvents } from '#renderer/state/timeline.ts';

const pageSize = 100;

/** What the gateway told besides requests: pages of what was kept, and what is told now. */
export function useGatewayEvents() {
  const { host } = useApp();
  const fresh = useTopic('activity')?.events;
  const [events, setEvents] = useState<GatewayEvent[]>();
  const [error, setError] = useState<CallError>();
  const [more, setMore] = useState(false);
  const [busy, setBusy] = useState(false);
  const read = useCallback(
    async (before?: number) => {
      setBusy(true);
      const result = await host.invoke('activity.events', {
        limit: pageSize,
        ...(before === undefined ? {} : { before }),
      });
      setBusy(false);
      setError(result.ok ? undefined : result.error);
      if (!result.ok) return;
      setMore(result.value.events.length === pageSize);
      setEvents((known = []) => mergeEvents(result.value.events, known));
    },
    [host],
  );
  useEffect(() => {
    void read();
  }, [read]);
  useEffect(() => {
    if (fresh) setEvents((known) => known && mergeEvents(fresh, known));
  }, [fresh]);
  return { events, error, more, busy, older: () => read(events?.at(-1)?.at) };
}
