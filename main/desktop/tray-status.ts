import type { ProfileView } from '#core/contract/topics.ts';
import type { Installation } from '#core/family/installation.ts';
import { heard, type Speech } from '#core/say/say.ts';
import type { TopicValues } from '#main/desktop/actions.ts';
import type { Translate } from '#main/desktop/translate.ts';
import { action, type TrayItem } from '#main/desktop/tray-items.ts';
import {
  agentName,
  agentsOf,
  mainAgent,
  modelName,
  providerName,
  providerOf,
} from '#main/desktop/tray-names.ts';
import en from '#resources/locales/desktop/en.json' with { type: 'json' };

/** Those that have words; the window has the whole sentence. */
const reasons = new Set(Object.keys(en.reason));

/** The first line: what the gateway is at, and who answers next. */
export function statusLine(topics: TopicValues, t: Translate): string {
  const observed = topics.gateway?.observed;
  switch (observed?.state) {
    case undefined:
    case 'starting':
      return t('status.starting');
    case 'ready':
      return readyLine(topics, t);
    case 'backoff':
      return t('status.restarting');
    case 'stopping':
      return t('status.stopping');
    case 'stopped':
      return t('status.stopped');
    case 'failed':
      return t(observed.reason === 'crash_loop' ? 'status.gaveUp' : 'status.failed', {
        message: t(`reason.${reasons.has(observed.reason) ? observed.reason : 'other'}`),
      });
    case 'foreign':
      return observed.holder.name === undefined
        ? t('status.foreignUnknown', { port: observed.port })
        : t('status.foreign', { port: observed.port, name: observed.holder.name });
  }
}

/** Whose gateway it is. */
function readyWord(gateway: TopicValues['gateway']): string {
  if (!gateway?.attached) return 'status.ready';
  return gateway.service ? 'status.service' : 'status.attached';
}

function readyLine(topics: TopicValues, t: Translate): string {
  const word = t(readyWord(topics.gateway));
  const next = mainAgent(topics)?.answersNext.find((step) => step.usable);
  if (!next) {
    const none = topics.profiles?.agents.every((agent) => agent.profiles.length === 0) ?? false;
    return t(none ? 'status.nothing' : 'status.unusable', { word });
  }
  const model = modelName(topics, next.model);
  return next.profile === undefined
    ? t('status.answers', { word, model })
    : t('status.answersVia', { word, model, profile: next.profile });
}

/**
 * For each provider in use by any agent, the credential that answers next with its warning, or that none does. Where
 * two agents use a provider with different credentials, each has its line.
 */
export function credentialItems(topics: TopicValues, t: Translate): TrayItem[] {
  const items = new Map<string, TrayItem>();
  for (const agent of agentsOf(topics)) {
    const profiles = topics.profiles?.agents.find(({ id }) => id === agent.id)?.profiles ?? [];
    for (const provider of new Set(agent.answersNext.map((step) => providerOf(step.model)))) {
      const own = agent.answersNext.filter((step) => providerOf(step.model) === provider);
      const step = own.find((candidate) => candidate.usable) ?? own[0];
      const profile = profiles.find((candidate) => candidate.id === step?.profile);
      const name = providerName(topics, provider);
      const words = profile
        ? credentialLabel(name, profile, topics.app?.locale, t)
        : t(step?.usable ? 'credential.keyless' : 'credential.none', { provider: name });
      const again = [...items.keys()].some((key) => key.endsWith(`:${provider}`));
      const same = [...items.values()].some((item) => 'label' in item && item.label === words);
      if (same) continue;
      const label = again ? t('credential.ofAgent', { agent: agentName(agent), words }) : words;
      items.set(
        `${agent.id}:${provider}`,
        action(again ? `credential:${agent.id}:${provider}` : `credential:${provider}`, label, {
          do: 'open',
          place: '/profiles',
        }),
      );
    }
  }
  return [...items.values()];
}

function credentialLabel(
  provider: string,
  profile: ProfileView,
  locale: string | undefined,
  t: Translate,
): string {
  const date =
    profile.expires === undefined
      ? ''
      : new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(profile.expires);
  const shown = profile.status === 'ok' && profile.shadowedBy !== undefined ? 'shadowed' : profile.status;
  return t(`credential.${shown}`, {
    provider,
    name: profile.label ?? profile.name,
    masked: profile.masked,
    date,
    variable: profile.shadowedBy ?? '',
  }).trim();
}

/** One line for each gateway of the family that Gatehouse keeps supplied. */
export const familyItems = (topics: TopicValues, t: Translate, speech: Speech): TrayItem[] =>
  (topics.families?.installations ?? [])
    .filter((installation) => installation.mirrored)
    .map((installation) =>
      action(`family:${installation.id}`, familyLine(installation, t, speech), {
        do: 'open',
        place: '/settings/families',
      }),
    );

function familyLine({ label, observed, remote, notes }: Installation, t: Translate, speech: Speech): string {
  const state = remote ? t('family.remote') : t(`family.${observed.state}`);
  const line = t('family.line', { label, state });
  return notes[0] === undefined
    ? line
    : t('family.noted', { line, note: heard(notes[0], 'message', speech) });
}
