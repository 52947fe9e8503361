import { requestsBefore, usageBefore } from '#renderer/testing/activity-day.ts';
import { allWell } from '#renderer/testing/mock-doctor.ts';
import { linesBefore } from '#renderer/testing/mock-logs.ts';
import type { MakeScenario } from '#renderer/testing/scenarios/shape.ts';

const unreadable = {
  code: 'internal',
  message: 'requests.db: file is not a database.',
  where: '/home/ada/.gatehouse/requests.db',
} as const;

/** What is seen of the past: request log, logs, the doctor. */
export const sightScenarios = {
  quiet: (topics) => ({
    topics: { ...topics, activity: { minutes: [], latest: [], events: [] } },
    activity: { requests: [], usage: [], events: [] },
    logs: { lines: { host: [], gateway: [] } },
    doctor: allWell(),
  }),
  unread: (topics) => ({
    topics,
    fails: {
      'activity.requests': unreadable,
      'activity.usage': unreadable,
      'activity.events': unreadable,
      'logs.read': { code: 'unknown_log', message: 'There is no log gateway.' },
      'doctor.run': unreadable,
    },
  }),
  waiting: (topics) => ({
    topics,
    hangs: ['activity.requests', 'activity.usage', 'activity.events', 'logs.read', 'doctor.run'],
  }),
  fiveThousand: (topics, now) => ({
    topics,
    activity: { requests: requestsBefore(now, 5_000), usage: usageBefore(now), events: [] },
    logs: { lines: { host: linesBefore(now, 5_000), gateway: linesBefore(now, 5_000) } },
  }),
} satisfies Record<string, MakeScenario>;
