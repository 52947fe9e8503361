import { duration } from '#cli/term/duration.ts';
import type { Style } from '#cli/term/style.ts';
import { GatehouseError } from '#core/contract/error.ts';
import type { TopicValue } from '#core/contract/topics.ts';

type Gateway = TopicValue<'gateway'>;

/** A gateway that reached no good end, as the error that a person can act on. */
export function gatewayError(gateway: Gateway): GatehouseError | undefined {
  const { observed } = gateway;
  if (observed.state === 'failed') {
    const last = observed.lastOutput.slice(-3).join(' / ');
    return new GatehouseError('gateway_failed', observed.message, {
      where: gateway.logPath,
      hint: last === '' ? 'gatehouse logs shows what it said.' : `It last said: ${last}`,
    });
  }
  if (observed.state === 'foreign') {
    const { name, pid } = observed.holder;
    const who = [name, pid === undefined ? undefined : `pid ${pid}`].filter(Boolean).join(', ') || 'unknown';
    const { gateway: attachable, service } = observed.holder;
    const by = service ? `${who}, service ${service}` : who;
    return new GatehouseError('port_taken', `Another program listens on port ${observed.port} (${by}).`, {
      where: `${observed.host}:${observed.port}`,
      hint: attachable
        ? 'It is a gateway of Gatehouse: use it with "gatehouse gateway attach".'
        : 'End that program, or listen elsewhere: gatehouse gateway set-port',
    });
  }
  return undefined;
}

/** One line: a symbol, the state in a word, and what belongs to it. @param now epoch milliseconds. */
export function gatewayLine(gateway: Gateway, style: Style, now: number): string {
  const { observed } = gateway;
  const { symbols } = style;
  switch (observed.state) {
    case 'ready':
      return `${style.green(symbols.ok)} ready at ${style.bold(gateway.endpoint)} ${style.dim(`(${observed.pid === undefined ? '' : `pid ${observed.pid}, `}for ${duration(now - observed.since)}${gateway.attached ? ', attached' : ''})`)}`;
    case 'starting':
      return `${style.yellow(symbols.ellipsis)} starting${observed.attempt > 1 ? `, attempt ${observed.attempt}` : ''}`;
    case 'stopping':
      return `${style.yellow(symbols.ellipsis)} ${observed.restart ? 'restarting' : 'stopping'}`;
    case 'backoff':
      return `${style.yellow(symbols.warn)} waiting ${duration(observed.retryAt - now)} before attempt ${observed.attempt + 1}: ${observed.reason}`;
    case 'failed':
      return `${style.red(symbols.bad)} failed: ${observed.message}`;
    case 'foreign':
      return `${style.red(symbols.bad)} port ${observed.port} is taken by ${observed.holder.name ?? 'another program'}${observed.holder.pid === undefined ? '' : ` (pid ${observed.holder.pid})`}`;
    case 'stopped':
      return `${style.dim(symbols.off)} stopped`;
  }
}
