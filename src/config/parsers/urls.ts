import { InvalidValueError } from '../problems.js';
import { isLoopbackHostname } from './loopback.js';
import type { Parser } from './parser.js';

const PLAIN_HTTP = 'must use https: plain http is accepted for loopback hosts only (localhost, 127.0.0.1, [::1])';

/** An http(s) origin such as `https://app.example.com`, normalised as browsers send it; one trailing slash is dropped. */
export const origin: Parser<string> = (text) => {
  const url = httpUrl(text);
  if (url.pathname !== '/' || /[?#]/.test(text)) {
    throw new InvalidValueError(
      'must be an origin such as https://figbridge.example.com: remove what follows the host',
    );
  }
  return url.origin;
};

/** Like `origin`, but plain http only for loopback hosts. */
export const secureOrigin: Parser<string> = (text, warn) => {
  requireSecure(httpUrl(text));
  return origin(text, warn);
};

/** One exact CORS origin. `*` and `null` would hand credentials to anybody. */
export const corsOrigin: Parser<string> = (text, warn) => {
  if (text === '*' || text === 'null') {
    throw new InvalidValueError('must be an exact origin: "*" and "null" cannot be combined with credentials');
  }
  return origin(text, warn);
};

/** The root of an upstream API; a path is kept, trailing slashes are dropped. Plain http only for loopback hosts. */
export const baseUrl: Parser<string> = (text) => {
  const url = requireSecure(httpUrl(text));
  if (/[?#]/.test(text)) throw new InvalidValueError('must not have a query or fragment: remove what follows ? or #');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
};

/** Returned unchanged, because providers compare redirect URIs as text. RFC 6749 §3.1.2: no fragment. */
export const redirectUri: Parser<string> = (text) => {
  requireSecure(httpUrl(text));
  if (text.includes('#'))
    throw new InvalidValueError('must not have a fragment (RFC 6749 section 3.1.2): remove the #');
  return text;
};

/** A JWK set may need a query (some identity providers select the policy there). */
export const jwksUrl: Parser<string> = (text) => {
  const url = requireSecure(httpUrl(text));
  if (text.includes('#')) throw new InvalidValueError('must not have a fragment: remove the # and what follows');
  return url.href;
};

/** A path on `APP_URL`. `//host`, `/\host` and control characters are read by browsers as another host. */
export const returnPath: Parser<string> = (text) => {
  const leavesOrigin = !text.startsWith('/') || text.includes('//') || text.includes('\\');
  if (leavesOrigin || /[\s\p{Cc}]/u.test(text)) {
    throw new InvalidValueError('must be a path that starts with one / and has no //, backslash or white space');
  }
  if (/[?#]/.test(text)) throw new InvalidValueError('must not have a query or fragment: the callback adds its own');
  return text;
};

/** `new URL` forgives backslashes, missing slashes, credentials and `*` in host names; settings do not. */
function httpUrl(text: string): URL {
  if (!/^https?:\/\/[^/?#]/i.test(text) || /[\s\\]/.test(text) || !URL.canParse(text)) {
    throw new InvalidValueError('must be a complete http(s) URL such as https://figbridge.example.com');
  }
  const url = new URL(text);
  if (/^https?:\/\/[^/?#]*@/i.test(text)) {
    throw new InvalidValueError('must not contain a user name or password: remove the part before @');
  }
  if (!/^(\[[0-9a-f:.]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?)$/.test(url.hostname)) {
    throw new InvalidValueError('must name one exact host, without wildcards');
  }
  return url;
}

function requireSecure(url: URL): URL {
  if (url.protocol !== 'https:' && !isLoopbackHostname(url.hostname)) throw new InvalidValueError(PLAIN_HTTP);
  return url;
}
