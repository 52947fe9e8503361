import { createRoot } from 'react-dom/client';
import { App } from '#renderer/app.tsx';
import { createHost } from '#renderer/lib/host.ts';
import { createI18n, firstLocale } from '#renderer/lib/i18n.ts';
import { createAppState } from '#renderer/state/app-state.ts';
import '#renderer/ui/tokens.css';
import '#renderer/ui/base.css';

const state = createAppState(createHost(), window.localStorage);
state.start();
const i18n = await createI18n(firstLocale(window.localStorage, navigator.language));
const root = document.getElementById('root');
if (root) createRoot(root).render(<App state={state} i18n={i18n} />);
