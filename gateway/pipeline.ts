import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayContext } from '#gateway/context.ts';
import { Exchange } from '#gateway/exchange.ts';
import { admit } from '#gateway/stages/admit.ts';
import { account } from '#gateway/stages/budget.ts';

export interface Pipeline {
  handle(req: IncomingMessage, res: ServerResponse): void;
  /** Resolves once no request is under way and all are recorded. */
  idle(): Promise<void>;
}

/** The way of a request through the stages: admit, receive, converse, direct, forward; and what is recorded of it. */
export function createPipeline(context: GatewayContext): Pipeline {
  const { recorder, now } = context;
  // Unique among all runs, and cheap: randomness once, then a counter.
  const run = `gh_${randomBytes(6).toString('hex')}`;
  let counter = 0;
  let underWay = 0;
  let onIdle: (() => void)[] = [];

  const settle = (exchange: Exchange): void => {
    const { res } = exchange;
    if (!res.writableFinished && exchange.result === undefined) {
      exchange.gone = true;
      exchange.conclude('aborted');
    }
    exchange.servedBy?.clientGone();
    exchange.servedBy = undefined;
    if (exchange.usage !== undefined && exchange.live !== undefined) {
      account(exchange, exchange.live, context.state(), context.events, now());
    }
    const outcome = exchange.toOutcome(exchange.result === 'aborted' ? 499 : res.statusCode);
    if (outcome !== undefined) {
      recorder.add(outcome);
      exchange.trace?.end(outcome, exchange.asked);
    }
    exchange.live?.release();
    if (--underWay > 0) return;
    for (const tell of onIdle) tell();
    onIdle = [];
  };

  const handle = (req: IncomingMessage, res: ServerResponse): void => {
    underWay++;
    const exchange = new Exchange(req, res, run + (++counter).toString(36), now(), performance.now());
    const live = context.live();
    if (live !== undefined) {
      live.hold();
      exchange.live = live;
    }
    exchange.trace = context.tracer()?.begin(req);
    res.on('close', () => settle(exchange));
    try {
      const refusal = admit(exchange, context, underWay);
      if (refusal !== undefined) exchange.refuse(refusal.problem, refusal.result);
    } catch (error) {
      context.fail(exchange, error);
    }
  };

  return {
    handle,
    idle: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
  };
}
