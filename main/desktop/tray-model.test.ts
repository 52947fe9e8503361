import { describe, expect, it } from 'vitest';
import { attentionCodes } from '#core/attention/attention.ts';
import { type AllTopics, sampleProfile, sampleTopics, stopped } from '#main/desktop/testing/sample-topics.ts';
import { createTranslate } from '#main/desktop/translate.ts';
import type { TrayItem } from '#main/desktop/tray-items.ts';
import { type TrayModel, trayModel } from '#main/desktop/tray-model.ts';
import en from '#resources/locales/desktop/en.json' with { type: 'json' };

const t = createTranslate('en-GB');

const withGateway = (gateway: Partial<AllTopics['gateway']>): AllTopics => {
  const topics = sampleTopics();
  return { ...topics, gateway: { ...topics.gateway, ...gateway } };
};
const withProfiles = (...profiles: AllTopics['profiles']['agents'][number]['profiles']): AllTopics => {
  const topics = sampleTopics();
  return { ...topics, profiles: { ...topics.profiles, agents: [{ id: 'main', name: 'main', profiles }] } };
};
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
        'Not running · It crashed 5 times.',
        'failed',
      ],
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
  it('offers what a credential can reach, and marks the one in use', () => {
    const submenu = find(trayModel(sampleTopics(), t), 'model');
    expect(submenu).toMatchObject({
      kind: 'submenu',
      items: [
        { label: 'Anthropic · Claude Sonnet 4.5', checked: true },
        {
          label: 'Anthropic · Claude Haiku 4.5',
          checked: false,
          action: {
            do: 'call',
            name: 'models.setPrimary',
            input: { agent: 'main', model: 'anthropic/claude-haiku-4-5' },
          },
        },
      ],
    });
  });

  it('keeps showing a primary model that cannot be reached', () => {
    const topics = sampleTopics();
    topics.models.agents = [
      {
        id: 'main',
        primary: 'openrouter/moonshotai/kimi-k2',
        fallbacks: [],
        imageFallbacks: [],
        answersNext: [],
      },
    ];
    expect(find(trayModel(topics, t), 'model')).toMatchObject({
      items: [
        { label: 'openrouter/moonshotai/kimi-k2', checked: true },
        { checked: false },
        { checked: false },
      ],
    });
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

  it('have words for every matter there is', () => {
    for (const code of attentionCodes) expect(en.attention[code]).toBeTypeOf('string');
  });
});

it('no label is a bare key of the locale file', () => {
  for (const gateway of [{}, stopped]) {
    for (const label of labels(trayModel(withGateway(gateway), t)))
      expect(label).not.toMatch(/^[a-z]+\.\w+$/i);
  }
});
