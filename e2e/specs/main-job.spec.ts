import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { expect, type Page } from '@playwright/test';
import keytar from 'keytar';
import OpenAI from 'openai';
import { topicNames } from '#core/contract/topics.ts';
import { startAnthropic } from '#gateway/testing/anthropic-upstream.ts';
import { startOpenai } from '#gateway/testing/openai-upstream.ts';
import { keychainService } from '#store/vault/service-name.ts';
import { filesHolding, holds, processesHolding } from '../support/canary.ts';
import { test } from '../support/fixtures.ts';
import { freePort, providersAt, writeConfig } from '../support/prepare.ts';
import { endpointAndToken, pasteKey } from '../support/window.ts';

const openaiKey = 'sk-proj-FAKE-CANARY-openai-7f3a9c2e5b8d1f6a4c0e9b7d2a5f8c1e';
const anthropicKey = 'sk-ant-api03-FAKE-CANARY-anthropic-4b8e1d7c9a2f6e3b5d0c8a1f7e4b9d2c-AA';

test('a pasted key lies in the keychain, is mirrored by reference, and the gateway answers with it', async ({
  launch,
  stateDir,
}) => {
  const openaiUpstream = await startOpenai([openaiKey]);
  const anthropicUpstream = await startAnthropic([anthropicKey]);
  const port = await freePort();
  writeConfig(stateDir, {
    gateway: { port },
    models: { providers: providersAt(openaiUpstream.origin, anthropicUpstream.origin) },
  });
  const app = await launch();
  const { page } = app;
  const answers: string[] = [];
  page.on('response', async (response) => {
    answers.push(await response.text().catch(() => ''));
  });

  await test.step('paste two keys', async () => {
    await pasteKey(page, 'OpenAI', openaiKey);
    await page.getByRole('link', { name: 'Profiles' }).click();
    await pasteKey(page, 'Anthropic', anthropicKey);
    await expect(page.getByRole('button', { name: 'Actions for openai:default' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Actions for anthropic:default' })).toBeVisible();
  });

  await test.step('the keychain has them, and the mirror has references to them', async () => {
    const items = await keytar.findCredentials(keychainService(stateDir, join(homedir(), '.gatehouse')));
    expect(items.map((item) => item.password)).toEqual(expect.arrayContaining([openaiKey, anthropicKey]));
    const mirror = readFileSync(join(stateDir, 'agents/main/agent/auth-profiles.json'), 'utf8');
    const profiles = JSON.parse(mirror).profiles;
    for (const [id, key] of [
      ['openai:default', openaiKey],
      ['anthropic:default', anthropicKey],
    ] as const) {
      const { keyRef, key: plain } = profiles[id];
      expect(plain).toBeUndefined();
      expect(keyRef).toMatchObject({ source: 'exec', provider: 'gatehouse' });
      expect(items.find((item) => item.account === keyRef.id)?.password).toBe(key);
    }
  });

  const { endpoint, token } = await endpointAndToken(page);
  expect(endpoint).toContain(`:${port}`);
  const openai = new OpenAI({ baseURL: `${endpoint}/v1`, apiKey: token });
  const anthropic = new Anthropic({ baseURL: endpoint, apiKey: token });
  const askOpenai = async () => {
    let text = '';
    const stream = await openai.chat.completions.create({
      model: 'openai/gpt-test',
      stream: true,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    return text;
  };

  await test.step('the official clients get their answers, streamed, sent with those keys', async () => {
    expect(await askOpenai()).toBe('Hello, 世界 🎉');
    expect(openaiUpstream.seen.at(-1)?.key).toBe(openaiKey);
    const stream = anthropic.messages.stream({
      model: 'claude-test',
      max_tokens: 100,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(await stream.finalText()).toBe('Hello, 世界 🎉');
    expect(anthropicUpstream.seen.at(-1)?.key).toBe(anthropicKey);
  });

  await test.step('the window shows the requests without being asked', async () => {
    await expect(page.getByRole('img', { name: /[2-9] requests in the last hour/ })).toBeVisible();
  });

  await test.step('after kill -9 of the gateway the same client sees no failure', async () => {
    const owner = JSON.parse(readFileSync(join(stateDir, 'run/gateway.json'), 'utf8'));
    process.kill(owner.pid, 'SIGKILL');
    expect(await askOpenai()).toBe('Hello, 世界 🎉');
    const next = JSON.parse(readFileSync(join(stateDir, 'run/gateway.json'), 'utf8'));
    expect(next.pid).not.toBe(owner.pid);
  });

  await test.step('the keys are found nowhere but in the keychain', async () => {
    const events = await topicEvents(page);
    expect(events).toContain('openai:default');
    const cdp = await page.context().newCDPSession(page);
    const heap: string[] = [];
    cdp.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => heap.push(chunk));
    await cdp.send('HeapProfiler.collectGarbage');
    await cdp.send('HeapProfiler.takeHeapSnapshot');
    for (const key of [openaiKey, anthropicKey]) {
      expect(holds(answers.join('\n'), key)).toBe(false);
      expect(holds(events, key)).toBe(false);
      expect(holds(app.output(), key)).toBe(false);
      expect(processesHolding(key)).toEqual([]);
      expect(filesHolding([stateDir, process.env.HOME ?? ''], key)).toEqual([]);
      expect(holds(await page.content(), key)).toBe(false);
      expect(holds(heap.join(''), key)).toBe(false);
    }
  });

  await app.quit();
  await expect(fetch(`${endpoint}/health`)).rejects.toThrow();
  await openaiUpstream.stop();
  await anthropicUpstream.stop();
});

/**
 * What the host tells a page of every topic. An answer that never ends is not among the page's finished answers, so
 * the page takes the stream once more: IPC on the desktop, the event stream elsewhere.
 */
function topicEvents(page: Page): Promise<string> {
  return page.evaluate(
    async (last) => {
      const bridge = (
        globalThis as { gatehouse?: { subscribe(listener: (event: unknown) => void): () => void } }
      ).gatehouse;
      if (bridge !== undefined) {
        return new Promise<string>((resolve) => {
          let text = '';
          const stop = bridge.subscribe((event) => {
            text += JSON.stringify(event);
            if (!text.includes(last)) return;
            stop();
            resolve(text);
          });
        });
      }
      const response = await fetch('/api/events');
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      while (reader !== undefined && !text.includes(last)) {
        const { value, done } = await reader.read();
        if (done) break;
        text += value;
      }
      await reader?.cancel();
      return text;
    },
    `"topic":"${topicNames.at(-1)}"`,
  );
}
