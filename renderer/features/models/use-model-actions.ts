import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Result } from '#core/contract/error.ts';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { type ModelList, shownList } from '#renderer/state/models.ts';
import { useApp } from '#renderer/state/react.ts';

/** How long an undo is offered, in milliseconds; as long as for a removed credential. */
const undoMs = 10_000;

/** What can be done with models. Each failure is told, and what takes something away can be undone. */
export function useModelActions() {
  const app = useApp();
  const { fail } = useActions();
  const { t } = useTranslation();
  return useMemo(() => {
    const { models, toasts } = app;
    async function told(call: Promise<Result<unknown>>): Promise<boolean> {
      const result = await call;
      if (!result.ok) fail(result.error);
      return result.ok;
    }
    const undoable = async (call: Promise<Result<unknown>>, title: string, undo: () => Promise<unknown>) => {
      if (!(await told(call))) return;
      toasts.show({
        tone: 'info',
        title,
        durationMs: undoMs,
        action: { label: t('common.undo'), run: () => void undo() },
      });
    };
    const now = () => models.topic.getState().value;
    const agentOf = (agent: string) => now()?.agents.find(({ id }) => id === agent);
    const listOf = (agent: string, list: ModelList) =>
      shownList(agent, list, now(), models.extra.getState().lists);
    const setList = (agent: string, list: ModelList, next: readonly string[]) =>
      told(models.setList(agent, list, next));

    return {
      setList,
      async setPrimary(agent: string, model: string) {
        const before = agentOf(agent)?.primary;
        if (before === model) return;
        const call = models.setPrimary(agent, model);
        if (before === undefined) await told(call);
        else {
          await undoable(call, t('models.told.primary', { model }), () =>
            told(models.setPrimary(agent, before)),
          );
        }
      },
      async setRole(agent: string, role: 'image' | 'utility', model: string | null) {
        const before = agentOf(agent)?.[role] ?? null;
        const title = model === null ? t(`models.told.no_${role}`) : t(`models.told.${role}`, { model });
        await undoable(models.setRole(agent, role, model), title, () =>
          told(models.setRole(agent, role, before)),
        );
      },
      async addTo(agent: string, list: ModelList, model: string) {
        const before = listOf(agent, list);
        if (before.includes(model)) return;
        await undoable(
          models.setList(agent, list, [...before, model]),
          t(`models.told.${list}`, { model }),
          () =>
            setList(
              agent,
              list,
              listOf(agent, list).filter((one) => one !== model),
            ),
        );
      },
      async removeFrom(agent: string, list: ModelList, model: string) {
        const before = listOf(agent, list);
        await undoable(
          models.setList(
            agent,
            list,
            before.filter((one) => one !== model),
          ),
          t('models.told.removed', { model }),
          () => setList(agent, list, before),
        );
      },
      async removeAlias(alias: string) {
        const before = now()?.aliases[alias];
        if (before === undefined) return;
        await undoable(models.setAlias(alias, null), t('models.told.aliasGone', { alias }), () =>
          told(models.setAlias(alias, before)),
        );
      },
      async setAllowed(next: readonly string[] | null) {
        const before = now()?.allowed ?? null;
        await undoable(
          models.setAllowed(next),
          next === null ? t('models.told.allAllowed') : t('models.told.allowed', { count: next.length }),
          () => told(models.setAllowed(before)),
        );
      },
      probe: (agent: string, model: string) => void models.probe(agent, model),
    };
  }, [app, fail, t]);
}
