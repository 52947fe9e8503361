import type { CallError } from '#core/contract/error.ts';
import type { Probed } from '#core/family/generation.ts';
import type { JsonObject } from '#core/profile/mirror.ts';
import type { SupervisorLimits } from '#core/supervisor/machine.ts';
import { coalesce } from '#main/coalesce.ts';
import { Attachment } from '#main/families/attachment.ts';
import { ConfiguredPlace } from '#main/families/configured-place.ts';
import { GatewayControl } from '#main/families/gateway-control.ts';
import { memberView, type SeenInstallation } from '#main/families/member-view.ts';
import { chooseOrder, choosePrimary } from '#main/families/model-choice.ts';
import { OwnGateway } from '#main/families/own-gateway.ts';
import { Reading } from '#main/families/reading.ts';
import { reloadSecrets } from '#main/families/reload-secrets.ts';
import type { Log } from '#main/log.ts';
import { asCallError } from '#main/services/service.ts';
import type { FamilyPlace } from '#store/family/place.ts';
import { type RunFamilyCommand, runFamilyCommand } from '#store/family/run-command.ts';
import type { Stores } from '#store/stores.ts';

export interface MemberDeps {
  stores: Stores;
  log: Log;
  now: () => number;
  /** Something that people see is another. */
  changed(): void;
  run?: RunFamilyCommand | undefined;
  limits?: Partial<SupervisorLimits> | undefined;
}

/** One installation on this machine: what is known of it, and what can be done with its gateway. */
export interface Member {
  readonly id: string;
  place(): FamilyPlace;
  probed(): Probed;
  running(): boolean;
  config(): JsonObject;
  port(): number;
  view(): SeenInstallation;
  update(place: FamilyPlace): void;
  /**
   * Looks at everything again: config, store, port, command, and what it will really use. Never rejects.
   * @param deep a database is asked again, too, which takes its command seconds.
   */
  refresh(deep?: boolean): Promise<void>;
  /** Looks whether somebody else runs it now. Never rejects. */
  lookAround(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** @returns false when there was nothing to do: it does not run, or reads its files at each request. */
  reload(): Promise<boolean>;
  setPrimary(agent: string, model: string): Promise<void>;
  setOrder(agent: string, provider: string, order: readonly string[]): Promise<void>;
  /** The machine slept, or its clock was set. */
  woke(): void;
  /** Ends what this host started; what others started goes on. */
  end(deadlineMs: number): Promise<void>;
}

/** Puts the parts of an installation together: each tells the others what they have to know. */
export function createMember(first: FamilyPlace, deps: MemberDeps): Member {
  const { stores, log, now, changed, limits, run = runFamilyCommand } = deps;
  const ending = new AbortController();
  const { signal } = ending;
  let notes: CallError[] = [];
  let readAt = now();
  const failure = (error: unknown, event: string): CallError => asCallError(error, log, event);

  const running = () => attachment.current !== undefined || own.isReady;
  const site = new ConfiguredPlace(first);
  const reading = new Reading(site, { vault: stores.vault, run, now, isRunning: running });
  const onAnswer = (methods: readonly string[] | undefined) => reading.heard(methods);
  const own = new OwnGateway(site, {
    dir: stores.dir,
    log,
    now,
    limits,
    onAnswer,
    // It may be this very gateway, started by hand or by a service: then it is theirs to run.
    onOtherGateway: () => void attachment.look(),
    // A first start writes its token, its store and its logs.
    onTurn: () => void refresh(),
    onChange: changed,
  });
  const attachment = new Attachment(site, own, { now, signal, onAnswer, changed });
  const control = new GatewayControl(site, own, attachment, {
    run,
    signal,
    refresh,
    onFailure(error) {
      notes = [...notes, failure(error, 'family.service')];
      changed();
    },
  });

  const refreshing = coalesce(async () => {
    const found: CallError[] = [];
    try {
      await site.readConfig();
      own.moved();
      await attachment.findService();
    } catch (error) {
      found.push(failure(error, 'family.config'));
    }
    await attachment.look();
    try {
      await reading.read();
    } catch (error) {
      found.push(failure(error, 'family.probe'));
    }
    notes = found;
    readAt = now();
    changed();
  });
  function refresh(deep = false): Promise<void> {
    if (deep) reading.databaseChanged();
    refreshing.trigger();
    return refreshing.settled();
  }

  const reload = async () => running() && (await reloadSecrets({ site, own, attachment, signal }));

  return {
    id: first.id,
    place: () => site.place,
    probed: () => reading.probed,
    running,
    config: () => site.config,
    port: () => site.address.port,
    view: () => memberView({ site, own, attachment, reading }, { notes, readAt }),
    update(next) {
      site.place = next;
    },
    refresh,
    lookAround: () => attachment.glance(),
    start: () => control.start(),
    stop: () => control.stop(),
    restart: () => control.restart(),
    reload,
    async setPrimary(agent, model) {
      await choosePrimary(site.place, agent, model);
      await refresh();
    },
    async setOrder(agent, provider, order) {
      await chooseOrder(site.place, run, { agent, provider, order });
      // A running one goes by its memory, which some versions even write over what stands there now.
      await reload().catch((error: unknown) => failure(error, 'family.reload'));
      await refresh(true);
    },
    woke: () => own.woke(),
    async end(deadlineMs) {
      ending.abort();
      refreshing.stop();
      attachment.detach();
      await own.end(deadlineMs);
    },
  };
}
