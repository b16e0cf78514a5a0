import { isIP } from 'node:net';
import { InvalidValueError } from '../problems.js';
import type { Parser } from './parser.js';

const HOST_NAME = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i;

/** An address or host name to listen on. */
export const listenHost: Parser<string> = (text) => {
  if (isIP(text) === 0 && !HOST_NAME.test(text)) {
    throw new InvalidValueError('must be an IP address or a host name, without scheme, port or brackets');
  }
  return text;
};

/** One address or CIDR block. A zone id (`fe80::1%eth0`) is refused: the proxy check could not compare it. */
export const proxyAddress: Parser<string> = (text, warn) => {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = address.includes('%') ? 0 : isIP(address);
  if (family === 0 || rest.length > 0 || !isPrefix(prefix, family === 4 ? 32 : 128)) {
    throw new InvalidValueError('must be an IP address or a CIDR block such as 10.0.0.0/8');
  }
  if (prefix === '0') warn('trusts every address, so any client can choose the address it is throttled under');
  return text;
};

function isPrefix(prefix: string | undefined, max: number): boolean {
  return prefix === undefined || (/^(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= max);
}

/**
 * `host`, `host:port` or `*.host` (subdomains at any depth, not the host itself), lower-cased. A wildcard needs two
 * labels after it, so that no whole top-level domain is allowed.
 */
export const assetHost: Parser<string> = (text) => {
  const match = /^(\*\.)?(\[[0-9a-f:.]+\]|[^:[\]*]+)(?::(\d{1,5}))?$/i.exec(text);
  const [, wildcard, host = '', port] = match ?? [];
  if (!match || !isAssetHostname(host) || (port !== undefined && !isPort(port))) {
    throw new InvalidValueError(
      'must be a host such as images.example.com, host:port or *.example.com, without scheme or path',
    );
  }
  if (wildcard && (isIP(host) !== 0 || host.startsWith('[') || !host.includes('.'))) {
    throw new InvalidValueError('must have a domain of at least two labels after "*."');
  }
  return text.toLowerCase();
};

function isAssetHostname(host: string): boolean {
  if (host.startsWith('[')) return isIP(host.slice(1, -1)) === 6;
  return isIP(host) === 4 || HOST_NAME.test(host);
}

function isPort(port: string): boolean {
  return Number(port) >= 1 && Number(port) <= 65535;
}
