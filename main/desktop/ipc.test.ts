import { describe, expect, it } from 'vitest';
import { callNames } from '#core/contract/calls.ts';
import { isContractCall, isContractTopic } from '#core/contract/names.ts';
import { type TopicEvent, topicNames } from '#core/contract/topics.ts';
import { startDesktop } from '#main/desktop/testing/start-desktop.ts';

describe('a call from the window', () => {
  it('reaches the dispatcher and its answer comes back as a copy', async () => {
    const { double, host } = await startDesktop();
    const value = { revision: 7 };
    host.answer = () => ({ ok: true, value });
    const input = { agent: 'main', id: 'anthropic:work' };
    const answer = await double.window.webContents.page.gatehouse?.invoke('profiles.remove', input);
    expect(answer).toEqual({ ok: true, value: { revision: 7 } });
    expect(host.requests).toEqual([
      expect.objectContaining({ name: 'profiles.remove', input, face: 'desktop', sender: true }),
    ]);
    expect(host.requests[0]?.input).not.toBe(input);
  });

  it('is refused in the preload when the contract has no such name', async () => {
    const { double, host } = await startDesktop();
    for (const name of ['profiles.secret', 'constructor', '__proto__', '']) {
      const answer = await double.window.webContents.page.gatehouse?.invoke(name, {});
      expect(answer).toMatchObject({ ok: false, error: { code: 'unknown_call' } });
    }
    expect(host.requests).toEqual([]);
  });

  it('is refused from another frame, another page, another window or a frame that is gone', async () => {
    const { double, host } = await startDesktop();
    const contents = double.window.webContents;
    const other = new double.electron.BrowserWindow({});
    const { mainFrame } = contents;
    const senders = [
      { sender: contents, senderFrame: { url: 'gatehouse-app://app/' } },
      { sender: contents, senderFrame: null },
      { sender: other.webContents, senderFrame: other.webContents.mainFrame },
      { sender: other.webContents, senderFrame: mainFrame },
    ];
    for (const from of senders) {
      const answer = await double.ipc.invoke(from, 'gatehouse:invoke', 'gateway.accessToken', {});
      expect(answer).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
    }
    for (const url of ['https://app/', 'gatehouse-app://evil/', 'gatehouse-app://me@app/', 'about:blank']) {
      contents.mainFrame = { url };
      const from = { sender: contents, senderFrame: contents.mainFrame };
      const answer = await double.ipc.invoke(from, 'gatehouse:invoke', 'gateway.accessToken', {});
      expect(answer).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
    }
    expect(host.requests.every((request) => request.sender !== true)).toBe(true);
  });

  it('is aborted when the page is gone', async () => {
    const { double, host } = await startDesktop();
    await double.window.webContents.page.gatehouse?.invoke('vault.check', {});
    const signal = host.requests[0]?.signal;
    expect(signal?.aborted).toBe(false);
    double.window.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    expect(signal?.aborted).toBe(true);
  });
});

describe('topics in the window', () => {
  it('come as the present values first, then with each change, until unsubscribed', async () => {
    const { double, host } = await startDesktop();
    const watchers = host.subscribers;
    const events: TopicEvent[] = [];
    const unsubscribe = double.window.webContents.page.gatehouse?.subscribe((event) => events.push(event));
    expect(events.map((event) => event.topic)).toEqual(topicNames);
    host.change('gateway', { restarts: 1 });
    expect(events.at(-1)).toMatchObject({ topic: 'gateway', revision: 1, value: { restarts: 1 } });
    unsubscribe?.();
    host.change('gateway', { restarts: 2 });
    expect(events.at(-1)).toMatchObject({ revision: 1 });
    expect(host.subscribers).toBe(watchers);
  });

  it('go to every listener by itself', async () => {
    const { double, host } = await startDesktop();
    const first: string[] = [];
    const second: string[] = [];
    const { gatehouse } = double.window.webContents.page;
    const unsubscribe = gatehouse?.subscribe((event) => first.push(event.topic));
    gatehouse?.subscribe((event) => second.push(event.topic));
    expect(first).toHaveLength(topicNames.length);
    unsubscribe?.();
    host.change('vault', {});
    expect(first).toHaveLength(topicNames.length);
    expect(second).toHaveLength(topicNames.length + 1);
  });

  it('end with the page, and a page cannot pile up subscriptions', async () => {
    const { double, host } = await startDesktop();
    const watchers = host.subscribers;
    for (let index = 0; index < 50; index += 1) double.window.webContents.page.gatehouse?.subscribe(() => {});
    expect(host.subscribers).toBe(watchers + 16);
    double.window.webContents.emit('did-navigate');
    expect(host.subscribers).toBe(watchers);
  });

  it('are not given to a page that is not ours', async () => {
    const { double, host } = await startDesktop();
    const watchers = host.subscribers;
    const { webContents } = double.window;
    double.ipc.send({ sender: webContents, senderFrame: { url: 'https://x/' } }, 'gatehouse:subscribe', 1);
    expect(host.subscribers).toBe(watchers);
  });
});

describe('the names that the preload knows', () => {
  it('are those of the contract', () => {
    expect(callNames.filter(isContractCall)).toEqual(callNames);
    expect(topicNames.filter(isContractTopic)).toEqual(topicNames);
    expect(isContractCall('toString')).toBe(false);
  });
});
