import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { useStore } from 'zustand';
import { isAt, screens } from '#renderer/features/registry.ts';
import { Dialogs, preloadDialogs } from '#renderer/features/shell/dialogs.tsx';
import { OfflineBar } from '#renderer/features/shell/offline-bar.tsx';
import { Rail } from '#renderer/features/shell/rail.tsx';
import styles from '#renderer/features/shell/shell.module.css';
import { useShortcuts } from '#renderer/features/shell/shortcuts.ts';
import { SignedOut } from '#renderer/features/shell/signed-out.tsx';
import { StatusLive } from '#renderer/features/shell/status-live.tsx';
import { rememberLocale, speak } from '#renderer/lib/i18n.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { ScreenLoading } from '#renderer/ui/screen-loading.tsx';

const onboarding = () => import('#renderer/features/onboarding/onboarding-screen.tsx');
const OnboardingScreen = lazy(onboarding);
const LinkScreen = lazy(() => import('#renderer/features/deep-link/link-screen.tsx'));

/** Places that are not in the rail: one comes to them at the start, or by a link from elsewhere. */
const isLink = (location: string) => /^\/link(?:\?|$)/.test(location);

const preloadAfterMs = 600;

export function Shell() {
  const { t, i18n } = useTranslation();
  const { connection } = useApp();
  const [location] = useLocation();
  const locale = useTopic('app')?.locale;
  const spoken = useTopic('gateway') !== undefined;
  const signedOut = useStore(connection, ({ now }) => now.state === 'signed_out');
  const screen = screens.find((one) => isAt(one, location)) ?? screens[0];
  useShortcuts();

  useEffect(() => {
    if (!locale) return;
    rememberLocale(locale, window.localStorage);
    void speak(i18n, locale);
  }, [locale, i18n]);
  useEffect(() => {
    document.documentElement.lang = i18n.resolvedLanguage ?? 'en';
    document.documentElement.dir = i18n.dir();
  }, [i18n, i18n.resolvedLanguage]);
  const name = isLink(location)
    ? t('link.title')
    : location === '/welcome'
      ? t('onboarding.title')
      : screen && t(`screens.${screen.id}`);
  useEffect(() => {
    document.title = name ? `${name} · Gatehouse` : 'Gatehouse';
  }, [name]);
  useEffect(() => {
    if (!spoken) return;
    // After the first screen with what it shows, so that the other screens open at once and are in nobody's way.
    const timer = setTimeout(() => {
      for (const { preload } of screens) void preload?.();
      void onboarding();
      preloadDialogs();
    }, preloadAfterMs);
    return () => clearTimeout(timer);
  }, [spoken]);

  if (signedOut) return <SignedOut />;
  return (
    <div className={styles.shell}>
      <button
        type="button"
        className={styles.skip}
        // A link would change the hash, which is the location.
        onClick={() => document.getElementById('main')?.focus()}
      >
        {t('shell.skip')}
      </button>
      <Rail />
      <div className={styles.column}>
        <OfflineBar />
        <main id="main" tabIndex={-1} className={styles.main}>
          <Suspense fallback={<ScreenLoading title={name ?? 'Gatehouse'} />}>
            {isLink(location) && <LinkScreen />}
            <Switch>
              {isLink(location) && <Route />}
              <Route path="/welcome" component={OnboardingScreen} />
              {screens.map(({ path, component, nested }) => (
                <Route key={path} path={nested ? `${path}/*?` : path} component={component} />
              ))}
              <Route>
                <Redirect to="/" />
              </Route>
            </Switch>
          </Suspense>
        </main>
      </div>
      <Dialogs />
      <StatusLive />
    </div>
  );
}
