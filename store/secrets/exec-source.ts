import { type ChildProcess, spawn as nodeSpawn } from 'node:child_process';
import { dirname } from 'node:path';
import * as z from 'zod';
import { type ErrorCode, GatehouseError } from '#core/contract/error.ts';
import { type Sentence, say, type Words } from '#core/say/say.ts';
import {
  defaultSecretBytes,
  defaultSecretTimeoutMs,
  type ExecSecretProvider,
} from '#core/secret/secrets-config.ts';
import { checkCommand } from '#store/secrets/exec-path.ts';
import { found, missing, type Resolved, refError } from '#store/secrets/trouble.ts';

/** The family's answer, protocol 1; source: OpenClaw 2026.2.26 and later. */
const answerSchema = z.object({
  protocolVersion: z.literal(1),
  values: z.record(z.string(), z.unknown()).optional(),
  errors: z.record(z.string(), z.looseObject({ message: z.unknown() })).optional(),
});

export interface ExecSourceOptions {
  env: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal | undefined;
  spawn?: typeof nodeSpawn;
}

/**
 * Asks a command for ids, all in one call: no shell, its own directory, only the variables that it is to have, one
 * JSON on stdin and one on stdout. It and everything that it started is killed when it takes too long, is silent for
 * too long, or writes too much.
 * @returns one answer per id. What the command wrote is never part of a message.
 */
export async function resolveExecRefs(
  alias: string,
  provider: ExecSecretProvider,
  ids: readonly string[],
  options: ExecSourceOptions,
): Promise<Map<string, Resolved>> {
  try {
    const path = await checkCommand(alias, provider);
    const request = JSON.stringify({ protocolVersion: 1, provider: alias, ids });
    const output = await run(alias, provider, path, request, options);
    return answers(alias, provider, ids, output);
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
    return new Map(ids.map((id) => [id, missing(error)]));
  }
}

const failed = (
  alias: string,
  message: Words,
  hint: Words,
  code: Extract<ErrorCode, `secret_${string}`> = 'secret_provider_failed',
  cause?: unknown,
) => refError(code, { source: 'exec', provider: alias }, message, hint, cause);

function answers(
  alias: string,
  provider: ExecSecretProvider,
  ids: readonly string[],
  output: string,
): Map<string, Resolved> {
  const answer = parseAnswer(output);
  const [only] = ids;
  if (answer === undefined && provider.jsonOnly === false && ids.length === 1 && only !== undefined) {
    const value = output.trim();
    if (value !== '') return new Map([[only, found(value)]]);
  }
  if (answer === undefined) {
    throw failed(
      alias,
      say('The command of "{{alias}}" did not answer in the protocol.', { alias }),
      say('Expected {"protocolVersion":1,"values":{…},"errors":{…}} on stdout.'),
    );
  }
  return new Map(
    ids.map((id) => {
      const value =
        answer.values !== undefined && Object.hasOwn(answer.values, id) ? answer.values[id] : undefined;
      if (typeof value === 'string' && value.trim() !== '') return [id, found(value.trim())];
      const told = answer.errors !== undefined && Object.hasOwn(answer.errors, id);
      const message = told
        ? `The command of "${alias}" says that it has no secret for this id.`
        : `The command of "${alias}" gave no secret for this id.`;
      const ref = { source: 'exec', provider: alias, id } as const;
      return [
        id,
        missing(
          refError('secret_ref_unresolved', ref, message, say('Check the id, and what the command knows.')),
        ),
      ];
    }),
  );
}

function parseAnswer(output: string): z.infer<typeof answerSchema> | undefined {
  try {
    const checked = answerSchema.safeParse(JSON.parse(output));
    return checked.success ? checked.data : undefined;
  } catch {
    return undefined;
  }
}

/** Ends the command and all that it started: its process group, or the tree on Windows. */
function killTree(child: ChildProcess, spawn: typeof nodeSpawn): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/PID', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on(
      'error',
      () => child.kill('SIGKILL'),
    );
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function commandEnv(
  provider: ExecSecretProvider,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const passed = (provider.passEnv ?? []).flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(passed), ...provider.env };
}

/** @returns what the command wrote to stdout, once it has ended with 0. */
function run(
  alias: string,
  provider: ExecSecretProvider,
  path: string,
  request: string,
  { env, signal, spawn = nodeSpawn }: ExecSourceOptions,
): Promise<string> {
  const limitMs = provider.timeoutMs ?? defaultSecretTimeoutMs;
  const silenceMs = provider.noOutputTimeoutMs ?? limitMs;
  const maxBytes = provider.maxOutputBytes ?? defaultSecretBytes;
  return new Promise((done, fail) => {
    if (signal?.aborted)
      return fail(failed(alias, say('Asking for secrets was cancelled.'), say('Try again.')));
    let child: ChildProcess;
    try {
      child = spawn(path, provider.args ?? [], {
        cwd: dirname(path),
        env: commandEnv(provider, env),
        shell: false,
        stdio: ['pipe', 'pipe', 'pipe'],
        // A group of its own, so that what it starts can be ended with it.
        detached: process.platform !== 'win32',
        windowsHide: true,
      });
    } catch (cause) {
      return fail(cannotStart(alias, cause));
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    let over = false;
    const finish = (settle: () => void) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      clearTimeout(silence);
      signal?.removeEventListener('abort', aborted);
      settle();
    };
    const stop = (error: GatehouseError) =>
      finish(() => {
        killTree(child, spawn);
        for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
        fail(error);
      });
    const slow = (what: Sentence) => {
      const hint = say('Raise secrets.providers.{{alias}}.timeoutMs, or find out what it waits for.', {
        alias,
      });
      stop(failed(alias, what, hint, 'secret_provider_slow'));
    };
    const aborted = () => stop(failed(alias, say('Asking for secrets was cancelled.'), say('Try again.')));
    const timer = setTimeout(
      () =>
        slow(say('The command of "{{alias}}" did not end within {{ms}} ms.', { alias, ms: String(limitMs) })),
      limitMs,
    );
    const silence = setTimeout(
      () =>
        slow(
          say('The command of "{{alias}}" wrote nothing for {{ms}} ms.', { alias, ms: String(silenceMs) }),
        ),
      silenceMs,
    );
    signal?.addEventListener('abort', aborted, { once: true });

    const count = (chunk: Buffer) => {
      silence.refresh();
      bytes += chunk.length;
      if (bytes <= maxBytes) return true;
      stop(
        failed(
          alias,
          say('The command of "{{alias}}" wrote more than {{count}} bytes.', { alias, count: maxBytes }),
          say('Raise secrets.providers.{{alias}}.maxOutputBytes, or find out what it writes.', { alias }),
        ),
      );
      return false;
    };
    child.stdout?.on('data', (chunk: Buffer) => {
      if (count(chunk)) chunks.push(chunk);
    });
    child.stderr?.on('data', count);
    // A command that does not read its request is judged by its answer.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(request);
    child.on('error', (cause) => stop(cannotStart(alias, cause)));
    child.on('close', (code, killedBy) =>
      finish(() => {
        if (code === 0) return done(Buffer.concat(chunks).toString('utf8'));
        const how =
          killedBy === null
            ? say('The command of "{{alias}}" ended with code {{code}}.', { alias, code: code ?? 0 })
            : say('The command of "{{alias}}" was ended by {{signal}}.', { alias, signal: killedBy });
        fail(failed(alias, how, say('Run it by hand to see why.')));
      }),
    );
  });
}

const cannotStart = (alias: string, cause: unknown) =>
  failed(
    alias,
    say('The command of "{{alias}}" could not be started ({{code}}).', {
      alias,
      code: (cause as NodeJS.ErrnoException).code ?? 'unknown error',
    }),
    say('Check that it is executable, and that the program in its first line exists.'),
    'secret_provider_failed',
    cause,
  );
