// Runs before the first paint, so that a chosen theme never flashes the other one. Kept apart from the bundle because
// the bundle is deferred, and external because the CSP allows no inline script. Mirrors renderer/lib/theme.ts.
try {
  const theme = localStorage.getItem('gatehouse.theme');
  if (theme === 'light' || theme === 'dark' || theme === 'contrast')
    document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be denied; then the system's theme is used.
}
