import { useCallback, useEffect, useState } from 'react';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORAGE_KEY = 'figbridge.theme';

/** The served page's own appearance. Kept for the tab only: nothing of this page outlives it. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  useEffect(() => {
    applyTheme(theme);
  }, [theme]);
  const choose = useCallback((next: Theme) => {
    sessionStorage.setItem(STORAGE_KEY, next);
    setTheme(next);
  }, []);
  return [theme, choose];
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}

export function storedTheme(): Theme {
  const stored = sessionStorage.getItem(STORAGE_KEY);
  return THEMES.find((theme) => theme === stored) ?? 'system';
}
