import { createRoot } from 'react-dom/client';
import { App } from '#renderer/app.tsx';
import { createI18n } from '#renderer/lib/i18n.ts';
import { themes } from '#renderer/lib/theme.ts';
import { createAppState } from '#renderer/state/app-state.ts';
import { createMockHost } from '#renderer/testing/mock-host.ts';
import { scenario, scenarioNames } from '#renderer/testing/scenarios.ts';
import '#renderer/ui/tokens.css';
import '#renderer/ui/base.css';

// For development and pictures: /mock.html?scenario=well&theme=dark&language=de#/profiles
const query = new URLSearchParams(location.search);
const name = scenarioNames.find((known) => known === query.get('scenario')) ?? 'well';
const theme = themes.find((known) => known === query.get('theme')) ?? 'system';

const language = query.get('language') ?? 'en';

const made = scenario(name, Date.now());
if (made.topics.app) made.topics.app.locale = language;
const host = createMockHost(made, { delayMs: Number(query.get('delay') ?? 150) });
const state = createAppState(host);
state.ui.setTheme(theme);
state.start();
const root = document.getElementById('root');
if (root) createRoot(root).render(<App state={state} i18n={await createI18n(language)} />);
