import { say } from '#core/say/say.ts';
import type { Check, Seen } from '#store/doctor/check.ts';
import { loadKeytar } from '#store/vault/keytar.ts';

/** The oldest Node that runs the sources and has `node:sqlite` without a flag. */
const oldestNode = 24;

/** What Gatehouse runs on is new enough and whole. */
export const runtime: Check = {
  id: 'runtime',
  async run({ versions, platform, vault }) {
    const found: Seen[] = [];
    const named = ['node', 'electron', 'chrome'].flatMap((name) => {
      const version = versions[name];
      return version === undefined ? [] : [`${name === 'node' ? 'Node' : name} ${version}`];
    });
    const major = Number(versions.node?.split('.')[0]);
    if (!(major >= oldestNode)) {
      found.push({
        about: 'node',
        state: 'fail',
        what:
          versions.node === undefined
            ? say('The version of Node is not known.')
            : say('Node {{version}} is too old.', { version: versions.node }),
        why: say('Gatehouse needs Node {{oldestNode}} or newer.', { oldestNode: String(oldestNode) }),
        hint: say('Start it with the Node that it brings.'),
      });
    }
    try {
      loadKeytar();
    } catch {
      // On Linux the library is what is missing, nearly always; the loader's words are not read.
      const libsecret = platform === 'linux';
      found.push({
        about: 'keytar',
        // With the encrypted vault the keychain is not needed.
        state: vault.status().level === 'keychain' ? 'fail' : 'note',
        what: libsecret
          ? say('The library libsecret is missing.')
          : say('The part of Gatehouse that talks to the keychain cannot be loaded.'),
        why: say('Without it the keychain cannot be reached.'),
        hint: libsecret
          ? say(
              'Install it: "apt install libsecret-1-0" (Debian, Ubuntu) or "dnf install libsecret" (Fedora).',
            )
          : say('Install Gatehouse again for this system and processor.'),
      });
    }
    return found.length > 0 ? found : [{ state: 'ok', what: `${named.join(', ')}.` }];
  },
};
