import { runInNewContext } from 'node:vm';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { programOptions } from '../scripts/build.ts';

const { output, ...options } = programOptions({
  input: 'preload/index.ts',
  file: 'preload.cjs',
  format: 'cjs',
});
const bundle = await rolldown(options);
const { output: chunks } = await bundle.generate(output);
await bundle.close();
const [chunk] = chunks;

describe('the bundled preload', () => {
  it('is one small CommonJS file without the schema library', () => {
    expect(chunks.filter((each) => each.type === 'chunk')).toHaveLength(1);
    expect(chunk.imports).toEqual(['electron']);
    expect(Buffer.byteLength(chunk.code)).toBeLessThan(4_096);
  });

  it('needs nothing that a sandbox does not give, and exposes invoke and subscribe alone', async () => {
    const exposed = new Map<string, object>();
    const invoked: unknown[] = [];
    const electron = {
      contextBridge: { exposeInMainWorld: (name: string, api: object) => exposed.set(name, api) },
      ipcRenderer: {
        on() {},
        send() {},
        invoke: async (...args: unknown[]) => {
          invoked.push(args);
          return { ok: true, value: {} };
        },
      },
    };
    const module = { exports: {} };
    runInNewContext(chunk.code, {
      module,
      exports: module.exports,
      require(name: string) {
        if (name !== 'electron') throw new Error(`a sandboxed preload cannot require ${name}`);
        return electron;
      },
    });
    expect([...exposed.keys()]).toEqual(['gatehouse']);
    const bridge = exposed.get('gatehouse') as { invoke(name: string, input: unknown): Promise<unknown> };
    expect(Object.keys(bridge).sort()).toEqual(['invoke', 'subscribe']);
    await bridge.invoke('gateway.start', {});
    expect(await bridge.invoke('gateway.kill', {})).toMatchObject({
      ok: false,
      error: { code: 'unknown_call' },
    });
    expect(invoked).toEqual([['gatehouse:invoke', 'gateway.start', {}]]);
  });
});
