import { mountPage } from './embed.js';
import { applyTheme, storedTheme } from './hooks/use-theme.js';
import { readPageSettings, takeDemoSignIn } from './lib/demo-sign-in.js';
import './styles/page.css';

/** The page as the service serves it at /settings/integrations. */
const meta = document.querySelector('meta[name="figbridge"]');
const settings = readPageSettings(meta?.getAttribute('content') ?? null);
const signIn = takeSignIn();

applyTheme(storedTheme());
// Opening a fresh demo link in a tab that shows this page only changes the fragment, so nothing would be loaded again.
window.addEventListener('hashchange', () => {
  if (takeSignIn().cleanAddress !== null) window.location.reload();
});
const root = document.getElementById('root');
if (root) {
  mountPage(root, { apiBase: '', getToken: signIn.token, figmaWebUrl: settings.figmaWebUrl, themeSwitch: true });
}

function takeSignIn() {
  const taken = takeDemoSignIn(new URL(window.location.href), window.sessionStorage, settings.demoSignIn);
  if (taken.cleanAddress !== null) window.history.replaceState(window.history.state, '', taken.cleanAddress);
  return taken;
}
