import { createRoot } from 'react-dom/client';
import { createApi } from './api/client.js';
import type { GetToken } from './api/client.js';
import { App } from './components/App.js';
import { SurroundingsContext, TextsContext } from './hooks/context.js';
import { english } from './i18n/index.js';
import { readCallback, withoutCallback } from './lib/callback.js';
import { outcomeSoFar, settleCallback } from './lib/outcome.js';
import './styles/index.css';

export type { GetToken };

export interface FigbridgeOptions {
  /** Origin of the service, without a trailing slash; an empty string for the page's own origin. */
  apiBase: string;
  /** Gives the JWT to send, or null when nobody is signed in. Asked before every call. */
  getToken: GetToken;
  /** `system` follows the browser. */
  theme?: 'system' | 'light' | 'dark';
  /** Path on the service's `APP_URL` to come back to from Figma; by default `APP_RETURN_PATH`. */
  returnTo?: string;
  /** Where links to Figma lead. */
  figmaWebUrl?: string;
}

export interface Mounted {
  unmount: () => void;
}

interface PageOptions extends FigbridgeOptions {
  themeSwitch?: boolean;
}

/**
 * Shows the integrations page inside an element of a host application. A sign-in that has just ended is read from the
 * address once and removed from it; the rest of the address and the history state stay as they are.
 */
export function mountFigbridge(element: Element, options: FigbridgeOptions): Mounted {
  return mountPage(element, options);
}

/** The same with what only the served page has. */
export function mountPage(element: Element, options: PageOptions): Mounted {
  const api = createApi({ apiBase: options.apiBase.replace(/\/$/, ''), getToken: options.getToken });
  const callback = takeCallback();
  const outcome = outcomeSoFar(callback);
  const settled = callback?.kind === 'confirm' ? settleCallback(callback, api, Date.now()) : Promise.resolve(outcome);
  const container = document.createElement('div');
  container.className = 'figbridge';
  container.lang = english.locale;
  container.dataset.theme = options.theme ?? 'inherit';
  element.append(container);
  const root = createRoot(container);
  root.render(
    <TextsContext value={english}>
      <SurroundingsContext
        value={{ api, figmaWebUrl: options.figmaWebUrl ?? 'https://www.figma.com', returnTo: options.returnTo }}
      >
        <App outcome={outcome} settled={settled} themeSwitch={options.themeSwitch ?? false} />
      </SurroundingsContext>
    </TextsContext>,
  );
  return {
    unmount: () => {
      root.unmount();
      container.remove();
    },
  };
}

function takeCallback() {
  const address = new URL(window.location.href);
  const callback = readCallback(address);
  const clean = withoutCallback(address);
  if (clean !== null) window.history.replaceState(window.history.state, '', clean);
  return callback;
}
