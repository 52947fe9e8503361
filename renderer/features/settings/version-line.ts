import type { TopicValue } from '#core/contract/topics.ts';

/** "Gatehouse 0.1.0 · linux · web · node 24.21.0": what a report begins with. */
export const versionLine = ({ version, platform, face, versions }: TopicValue<'app'>): string =>
  [
    `Gatehouse ${version}`,
    platform,
    face,
    ...Object.entries(versions).map(([name, number]) => `${name} ${number}`),
  ].join(' · ');
