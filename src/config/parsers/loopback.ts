import { isIPv4 } from 'node:net';

/**
 * Whether a host name can only mean this machine: `localhost` and its subdomains (RFC 6761 §6.3), 127.0.0.0/8, `::1`.
 * Takes `URL.hostname`, where numeric IPv4 spellings are already normalised and IPv6 stands in brackets. Names are not
 * resolved: a name that merely points at 127.0.0.1 today is not loopback.
 */
export function isLoopbackHostname(hostname: string): boolean {
  const host = hostname.toLowerCase();
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  if (host === '[::1]' || host === '::1') return true;
  return isIPv4(host) && host.startsWith('127.');
}
