import type { Result } from '#core/contract/error.ts';
import type { ElectronApi } from '#main/desktop/electron-api.ts';
import type { Host } from '#main/host-api.ts';

const done: Result<null> = { ok: true, value: null };

/** Copies what a person's own tools need: the address of the gateway, and the token that it asks for. */
export function createCopy(clipboard: ElectronApi['clipboard'], host: Pick<Host, 'dispatch' | 'topics'>) {
  return {
    async endpoint(): Promise<Result<null>> {
      const endpoint = host.topics.current('gateway')?.endpoint;
      if (endpoint !== undefined) await clipboard.writeText(endpoint);
      return done;
    },
    /** The token goes from the host to the clipboard and nowhere else: the answer does not hold it. */
    async token(): Promise<Result<null>> {
      const answer = await host.dispatch({
        name: 'gateway.accessToken',
        input: {},
        face: 'desktop',
        sender: true,
      });
      if (!answer.ok) return answer;
      const { token } = answer.value as { token: string | null };
      if (token !== null) await clipboard.writeText(token);
      return done;
    },
  };
}
