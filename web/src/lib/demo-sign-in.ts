import { fragmentField, withoutFragmentFields } from './callback.js';

const STORAGE_KEY = 'figbridge.jwt';
const JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** What the server tells the page in `<meta name="figbridge">`. */
export interface PageSettings {
  /** Only outside production: the page may take a JWT from its address. */
  demoSignIn: boolean;
  /** Where links to Figma lead; https://www.figma.com unless the server says otherwise. */
  figmaWebUrl: string;
}

export function readPageSettings(content: string | null): PageSettings {
  const fields = parseObject(content ?? '');
  const figmaWebUrl = typeof fields.figmaWebUrl === 'string' ? httpOrigin(fields.figmaWebUrl) : null;
  return { demoSignIn: fields.demoSignIn === true, figmaWebUrl: figmaWebUrl ?? 'https://www.figma.com' };
}

export interface SignIn {
  token: () => string | null;
  /** The address without the JWT, or null when it carried none. */
  cleanAddress: string | null;
}

/**
 * Takes `#jwt=` from the address into the tab's session storage: it has to survive the way to Figma and back, and must
 * not outlive the tab. Without `demoSignIn` nothing is kept or read, but a JWT is still removed from the address.
 */
export function takeDemoSignIn(address: URL, storage: Storage, demoSignIn: boolean): SignIn {
  const jwt = fragmentField(address.hash, 'jwt');
  const cleanAddress = jwt === null ? null : addressWithoutJwt(address);
  if (!demoSignIn) return { token: () => null, cleanAddress };
  if (jwt !== null && JWT.test(jwt)) storage.setItem(STORAGE_KEY, jwt);
  return { token: () => storage.getItem(STORAGE_KEY), cleanAddress };
}

function addressWithoutJwt(address: URL): string {
  const hash = withoutFragmentFields(address.hash, ['jwt']);
  return address.pathname + address.search + (hash === '' ? '' : `#${hash}`);
}

function parseObject(content: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function httpOrigin(value: string): string | null {
  try {
    const url = new URL(value);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.origin : null;
  } catch {
    return null;
  }
}
