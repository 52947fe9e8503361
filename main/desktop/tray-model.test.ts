import { describe, expect, it } from 'vitest';
import { type AllTopics, sampleProfile, sampleTopics, stopped } from '#main/desktop/testing/sample-topics.ts';
import { createTranslate } from '#main/desktop/translate.ts';
import type { TrayItem } from '#main/desktop/tray-items.ts';
import { type TrayModel, trayModel } from '#main/desktop/tray-model.ts';

const t = createTranslate('en-GB');

const withGateway = (gateway: Partial<AllTopics['gateway']>): AllTopics => {
  const topics = sampleTopics();
  return { ...topics, gateway: { ...topics.gateway, ...gateway } };
};
const withProfiles = (...profiles: AllTopics['profiles']['agents'][number]['profiles']): AllTopics => {
  const topics = sampleTopics();
  return { ...topics, profiles: { ...topics.profiles, agents: [{ id: 'main', name: 'main', profiles }] } };
};
function agentOf(topics: AllTopics): AllTopics['models']['agents'][number] {
  const [main] = topics.models.agents;
  if (!main) throw new Error('no agent');
  return main;
}
const labels = (model: TrayModel): string[] =>
  model.items.flatMap((item) => ('label' in item ? [item.label] : []));
function find(model: TrayModel, id: string): Extract<TrayItem, { id: string }> {
  const found = model.items.find((item) => 'id' in item && item.id === id);
  if (!found || !('id' in found)) throw new Error(`no item ${id}`);
  return found;
}

describe('the status line', () => {
  it('says which model and which credential answer next', () => {
    const model = trayModel(sampleTopics(), t);
    expect(labels(model)[0]).toBe('Ready · Claude Sonnet 4.5 via anthropic:work');
    expect(model.tooltip).toBe('Gatehouse · Ready · Claude Sonnet 4.5 via anthropic:work');
  });

  it('says what the gateway is at, never a state it is not in', () => {
    const lines: [Partial<AllTopics['gateway']>, string, TrayModel['state']][] = [
      [{ observed: { state: 'starting', attempt: 1, since: 0 } }, 'Starting…', 'starting'],
      [
        { observed: { state: 'backoff', attempt: 2, retryAt: 9, reason: 'exit 1' } },
        'Restarting after a crash…',
        'starting',
      ],
      [{ observed: { state: 'stopping', since: 0, restart: false } }, 'Stopping…', 'starting'],
      [stopped, 'Stopped', 'stopped'],
      [
        {
          observed: { state: 'failed', reason: 'crash_loop', message: 'It crashed 5 times.', lastOutput: [] },
        },
        'Gave up · it crashed again and again',
        'failed',
      ],
      [
        { observed: { state: 'failed', reason: 'configuration', message: 'Its port.', lastOutput: [] } },
        'Not running · its configuration is wrong',
        'failed',
      ],
      [
        { observed: { state: 'failed', reason: 'of_a_later_version', message: '', lastOutput: [] } },
        'Not running · see the window',
        'failed',
      ],
      [{ attached: true }, 'Ready (not ours) · Claude Sonnet 4.5 via anthropic:work', 'ready'],
      [
        {
          observed: {
            state: 'foreign',
            host: '127.0.0.1',
            port: 18790,
            holder: { gateway: false, name: 'nginx' },
          },
        },
        'Port 18790 is in use by nginx',
        'attention',
      ],
      [
        { observed: { state: 'foreign', host: '127.0.0.1', port: 18790, holder: { gateway: false } } },
        'Port 18790 is in use by another program',
        'attention',
      ],
    ];
    for (const [gateway, line, state] of lines) {
      const model = trayModel(withGateway(gateway), t);
      expect([labels(model)[0], model.state]).toEqual([line, state]);
    }
  });

  it('is there before the first topic has come', () => {
    const model = trayModel({}, t);
    expect([labels(model)[0], model.state]).toEqual(['Starting…', 'starting']);
  });
});

describe('the icon', () => {
  it('asks for attention when something needs a person, and not for a mere hint', () => {
    expect(trayModel(sampleTopics(), t).state).toBe('ready');
    expect(trayModel(withProfiles({ ...sampleProfile, status: 'expiring', expires: 0 }), t).state).toBe(
      'attention',
    );
    expect(trayModel(withProfiles(), t).state).toBe('ready');
  });

  it('stays calm while the person has stopped the gateway, unless it failed', () => {
    const topics = { ...withProfiles({ ...sampleProfile, status: 'expired', expires: 0 }) };
    expect(trayModel({ ...topics, gateway: { ...topics.gateway, ...stopped } }, t).state).toBe('stopped');
  });
});

describe('the credential lines', () => {
  it('name the one that answers next per provider in use, with its warning', () => {
    const expires = Date.UTC(2030, 4, 17, 12);
    const topics = withProfiles({ ...sampleProfile, status: 'expiring', expires });
    expect(labels(trayModel(topics, t))[1]).toBe('Anthropic: work · expires 17 May 2030');
    expect(labels(trayModel(sampleTopics(), t))[1]).toBe('Anthropic: work …a1b2');
  });

  it('name what beats it, and the agent where another one uses another credential', () => {
    const shadowed = withProfiles({ ...sampleProfile, shadowedBy: 'GATEHOUSE_LIVE_ANTHROPIC_KEY' });
    expect(labels(trayModel(shadowed, t))[1]).toBe('Anthropic: GATEHOUSE_LIVE_ANTHROPIC_KEY (environment)');
    const topics = sampleTopics();
    const main = agentOf(topics);
    const answersNext = main.answersNext.map((step) => ({ ...step, profile: 'anthropic:home' }));
    topics.models.agents = [main, { ...main, id: 'coder', answersNext }];
    const home = { ...sampleProfile, id: 'anthropic:home', name: 'home', status: 'expired' as const };
    topics.profiles.agents.push({ id: 'coder', name: 'coder', profiles: [home] });
    expect(labels(trayModel(topics, t)).slice(1, 3)).toEqual([
      'Anthropic: work …a1b2',
      'coder · Anthropic: home · expired',
    ]);
  });

  it('say that there is none', () => {
    const topics = sampleTopics();
    topics.models.agents = [
      {
        id: 'main',
        primary: 'openai/gpt-5',
        fallbacks: [],
        imageFallbacks: [],
        answersNext: [
          { model: 'openai/gpt-5', usable: false, why: '', because: [{ code: 'no_credential' }] },
        ],
      },
    ];
    expect(labels(trayModel(topics, t)).slice(0, 2)).toEqual([
      'Ready · no usable credential',
      'OpenAI: no usable credential',
    ]);
    topics.profiles.agents = [{ id: 'main', name: 'main', profiles: [] }];
    expect(labels(trayModel(topics, t))[0]).toBe('Ready · no credential yet');
  });
});

describe('the model menu', () => {
  it('offers what is in use, then aliases, then what a credential can reach, and marks the one in use', () => {
    const topics = sampleTopics();
    const main = agentOf(topics);
    topics.models.agents = [{ ...main, fallbacks: ['openai/gpt-5'] }];
    topics.models.aliases = { opus: 'anthropic/claude-opus-4-5', five: 'openai/gpt-5' };
    expect(find(trayModel(topics, t), 'model')).toMatchObject({
      kind: 'submenu',
      items: [
        { label: 'Claude Sonnet 4.5', checked: true },
        { label: 'GPT-5', checked: false },
        { kind: 'separator' },
        { label: 'opus · anthropic/claude-opus-4-5', checked: false },
        { kind: 'separator' },
        {
          label: 'Anthropic · Claude Haiku 4.5',
          checked: false,
          action: {
            do: 'call',
            name: 'models.setPrimary',
            input: { agent: 'main', model: 'anthropic/claude-haiku-4-5' },
          },
        },
        { kind: 'separator' },
        { id: 'models:main', action: { do: 'open', place: '/models' } },
      ],
    });
  });

  it('has a menu for each agent, the main one first, each with its own model marked', () => {
    const topics = sampleTopics();
    const main = agentOf(topics);
    const primary = 'openai/gpt-5';
    topics.models.agents = [{ ...main, id: 'coder', name: 'Coder', primary, answersNext: [] }, main];
    expect(find(trayModel(topics, t), 'model')).toMatchObject({
      items: [
        { id: 'agent:main', label: 'main · Claude Sonnet 4.5' },
        {
          id: 'agent:coder',
          label: 'Coder · GPT-5',
          items: [
            {
              label: 'GPT-5',
              checked: true,
              action: { do: 'call', name: 'models.setPrimary', input: { agent: 'coder', model: primary } },
            },
            { kind: 'separator' },
            { id: 'models:coder' },
          ],
        },
      ],
    });
  });

  it('offers nothing that the allowlist refuses, and stays short with a long catalog', () => {
    const topics = sampleTopics();
    const [anthropic] = topics.models.providers;
    if (!anthropic) throw new Error('no provider');
    const models = Array.from({ length: 300 }, (_, index) => ({ id: `m${index}`, name: `M${index}` }));
    topics.models.providers = [{ ...anthropic, models }];
    const count = () => {
      const menu = find(trayModel(topics, t), 'model');
      return menu.kind === 'submenu' ? menu.items.filter(({ kind }) => kind === 'choice').length : 0;
    };
    expect(count()).toBe(13);
    topics.models.allowed = ['anthropic/m7', 'openai/*'];
    expect(count()).toBe(2);
  });

  it('keeps showing a primary model that cannot be reached', () => {
    const topics = sampleTopics();
    topics.profiles.agents = [];
    const primary = 'openrouter/moonshotai/kimi-k2';
    topics.models.agents = [{ id: 'main', primary, fallbacks: [], imageFallbacks: [], answersNext: [] }];
    expect(find(trayModel(topics, t), 'model')).toMatchObject({
      items: [{ label: primary, checked: true }, { kind: 'separator' }, {}],
    });
  });
});

describe('other gateways', () => {
  it('have a line each when Gatehouse keeps them supplied, with what does not fit', () => {
    const topics = sampleTopics();
    const installation = {
      id: 'openclaw',
      family: 'openclaw',
      label: 'OpenClaw',
      envPrefix: 'OPENCLAW_',
      foundBy: ['command' as const],
      generation: 'json_references' as const,
      port: 18789,
      mirrored: true,
      wanted: 'running' as const,
      observed: { state: 'stopped' as const },
      agents: [],
      notes: [],
      readAt: 0,
    };
    const note = { code: 'family_unsupported' as const, message: 'Its config has an error.' };
    topics.families.installations = [
      installation,
      { ...installation, id: 'fased', label: 'Fased', notes: [note] },
      { ...installation, id: 'seen', label: 'Only seen', mirrored: false },
      { ...installation, id: 'far', label: 'Server', remote: { url: 'https://gw.example' } },
    ];
    expect(labels(trayModel(topics, t)).slice(2, 5)).toEqual([
      'OpenClaw: stopped',
      'Fased: stopped · Its config has an error.',
      'Server: on another machine',
    ]);
    expect(find(trayModel(topics, t), 'family:fased')).toMatchObject({
      action: { do: 'open', place: '/settings/families' },
    });
  });
});

describe('a newer version', () => {
  const withUpdate = (update: AllTopics['app']['update']) => {
    const topics = sampleTopics();
    return { ...topics, app: { ...topics.app, update } };
  };
  it('is offered once it is ready, or told with its page, and is silent before', () => {
    expect(find(trayModel(withUpdate({ state: 'ready', version: '0.2.0' }), t), 'update')).toMatchObject({
      label: 'Restart into version 0.2.0',
      action: { do: 'call', name: 'app.installUpdate' },
    });
    const notice = withUpdate({ state: 'notice', version: '0.2.0', url: 'https://downloads.example/' });
    expect(find(trayModel(notice, t), 'update')).toMatchObject({
      action: { name: 'app.openExternal', input: { url: 'https://downloads.example/' } },
    });
    const loading = withUpdate({ state: 'downloading', version: '0.2.0', percent: 40 });
    expect(trayModel(loading, t)).toEqual(trayModel(sampleTopics(), t));
  });
});

describe('the gateway items', () => {
  it('are enabled where they make sense', () => {
    const enabled = (gateway: Partial<AllTopics['gateway']>) => {
      const model = trayModel(withGateway(gateway), t);
      return ['start', 'stop', 'restart'].filter((id) => {
        const item = find(model, id);
        return item.kind === 'action' && item.enabled;
      });
    };
    expect(enabled({})).toEqual(['stop', 'restart']);
    expect(enabled(stopped)).toEqual(['start']);
    expect(enabled({ observed: { state: 'starting', attempt: 1, since: 0 } })).toEqual(['stop']);
    expect(enabled({ observed: { state: 'stopping', since: 0, restart: true } })).toEqual([]);
    expect(enabled({ observed: { state: 'backoff', attempt: 1, retryAt: 0, reason: '' } })).toEqual([
      'start',
      'stop',
    ]);
  });

  it('offer another try and the log where it gave up, and to use or leave a gateway that is not ours', () => {
    const failed = trayModel(
      withGateway({ observed: { state: 'failed', reason: 'crash_loop', message: '', lastOutput: [] } }),
      t,
    );
    expect(find(failed, 'start')).toMatchObject({ label: 'Try again', enabled: true });
    expect(find(failed, 'logs')).toMatchObject({ action: { do: 'open', place: '/logs' } });
    const holder = { gateway: true, name: 'node' };
    const foreign = trayModel(
      withGateway({ observed: { state: 'foreign', host: '127.0.0.1', port: 18790, holder } }),
      t,
    );
    expect(find(foreign, 'attach')).toMatchObject({ action: { do: 'call', name: 'gateway.attach' } });
    const attached = trayModel(withGateway({ attached: true }), t);
    expect(find(attached, 'stop')).toMatchObject({ label: 'Detach from gateway', enabled: true });
    expect(find(attached, 'restart')).toMatchObject({ enabled: false });
    const service = trayModel(withGateway({ attached: true, service: true }), t);
    expect(find(service, 'stop')).toMatchObject({ label: 'Stop gateway', enabled: true });
    expect(find(service, 'restart')).toMatchObject({ enabled: true });
    expect(labels(service)[0]).toMatch(/^Ready \(service\) · /);
  });

  it('offer the token only where the gateway asks for one', () => {
    expect(labels(trayModel(sampleTopics(), t))).toContain('Copy access token');
    expect(labels(trayModel(withGateway({ access: 'none' }), t))).not.toContain('Copy access token');
  });
});

describe('warnings', () => {
  it('each open the place where they are mended', () => {
    const topics = withProfiles({ ...sampleProfile, status: 'expired', expires: 0 });
    topics.vault = {
      state: 'locked',
      level: 'keychain',
      backend: 'Secret Service',
      reason: 'collection_locked',
      message: 'It is locked.',
      hint: 'Unlock it.',
    };
    const model = trayModel(topics, t);
    expect(find(model, 'attention:vault:locked')).toMatchObject({
      label: 'Keychain is locked',
      action: { do: 'open', place: '/' },
    });
    expect(find(model, 'attention:profile:main:anthropic:work:expired')).toMatchObject({
      label: 'anthropic:work has expired',
      action: { do: 'open', place: '/profiles' },
    });
  });
});

it('no label is a bare key of the locale file', () => {
  for (const gateway of [{}, stopped]) {
    for (const label of labels(trayModel(withGateway(gateway), t)))
      expect(label).not.toMatch(/^[a-z]+\.\w+$/i);
  }
});
