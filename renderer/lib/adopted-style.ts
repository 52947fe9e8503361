import { useEffect } from 'react';

/**
 * Stands in for `react-style-singleton` (used by Radix for scroll locking) with a constructed style sheet: the CSP
 * forbids inline style elements, and sheets adopted through the CSSOM are not inline.
 */
export function stylesheetSingleton() {
  let users = 0;
  let sheet: CSSStyleSheet | undefined;
  return {
    add(css: string) {
      users += 1;
      if (users > 1) return;
      sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    },
    remove() {
      users -= 1;
      if (users > 0) return;
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
      sheet = undefined;
    },
  };
}

export function styleHookSingleton() {
  const sheet = stylesheetSingleton();
  return (css: string, dynamic = false) => {
    const key = dynamic ? css : '';
    // biome-ignore lint/correctness/useExhaustiveDependencies: as in the original, only dynamic styles are renewed.
    useEffect(() => {
      sheet.add(css);
      return () => sheet.remove();
    }, [key]);
  };
}

export function styleSingleton() {
  const useStyle = styleHookSingleton();
  return ({ styles, dynamic }: { styles: string; dynamic?: boolean }) => {
    useStyle(styles, dynamic);
    return null;
  };
}
