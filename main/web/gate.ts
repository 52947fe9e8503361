import type { IncomingMessage } from 'node:http';
import type { CallError } from '#core/contract/error.ts';
import { say, told } from '#core/say/say.ts';
import type { Tickets } from '#main/web/tickets.ts';

export interface Refusal {
  status: 401 | 403 | 429;
  error: CallError;
}

/**
 * A page of another site may send requests here, and a name of its own may point here: only our own names in `Host`
 * and `Origin` are served.
 */
export function checkOrigin(request: IncomingMessage, port: number): Refusal | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host, origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const foreign =
    !hosts.includes(host ?? '') ||
    (origin !== undefined && !hosts.some((own) => origin === `http://${own}`)) ||
    // A link that was clicked elsewhere is a navigation; anything else from elsewhere is not wanted.
    (site === 'cross-site' && request.headers['sec-fetch-mode'] !== 'navigate');
  if (!foreign) return undefined;
  return {
    status: 403,
    error: { code: 'forbidden_origin', ...told({ message: say('This request comes from another site.') }) },
  };
}

export const sessionCookie = (port: number): string => `gatehouse_session_${port}`;

/** The command line by its bearer token, a browser by its session; says which, or why neither. */
export function authenticate(
  request: IncomingMessage,
  port: number,
  tickets: Tickets,
): 'cli' | 'web' | Refusal {
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined) {
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    if (token !== undefined && tickets.isToken(token)) return 'cli';
    return tickets.isLockedOut() ? lockedOut : unauthorized;
  }
  const name = sessionCookie(port);
  for (const pair of (cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=');
    if (key === name && value !== undefined && tickets.isSession(value)) return 'web';
  }
  return unauthorized;
}

const unauthorized: Refusal = {
  status: 401,
  error: {
    code: 'unauthorized',
    ...told({
      message: say('This browser is not signed in.'),
      hint: say('Run "gatehouse ui" for a sign-in link.'),
    }),
  },
};

export const lockedOut: Refusal = {
  status: 429,
  error: {
    code: 'unauthorized',
    ...told({ message: say('Too many wrong sign-ins.'), hint: say('Wait a minute and try again.') }),
  },
};
