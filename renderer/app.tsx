import type { i18n } from 'i18next';
import { StrictMode } from 'react';
import { I18nextProvider } from 'react-i18next';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { Shell } from '#renderer/features/shell/shell.tsx';
import type { AppState } from '#renderer/state/app-state.ts';
import { AppStateProvider } from '#renderer/state/react.ts';
import { Toaster } from '#renderer/ui/toaster.tsx';
import { TooltipProvider } from '#renderer/ui/tooltip.tsx';

/** The whole window. Locations live behind the `#`, so that they work on a custom protocol as on a server. */
export function App({ state, i18n }: { state: AppState; i18n: i18n }) {
  return (
    <StrictMode>
      <I18nextProvider i18n={i18n}>
        <AppStateProvider value={state}>
          <TooltipProvider delayDuration={400}>
            <Router hook={useHashLocation}>
              <Shell />
            </Router>
            <Toaster />
          </TooltipProvider>
        </AppStateProvider>
      </I18nextProvider>
    </StrictMode>
  );
}
