const loopbackHost = /^(localhost|.+\.localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;

/**
 * The URL when images may be read from it, else null. https only, or http on loopback (sandboxes); no credentials in the
 * URL; the host must be listed. `hosts` entries are `host` (the scheme's default port), `host:port`, or either with a
 * leading `*.`, which stands for one or more labels and not for the bare domain.
 */
export function parseAssetUrl(text: string, hosts: readonly string[]): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.username !== '' || url.password !== '') return null;
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && loopbackHost.test(url.hostname));
  return secure && hosts.some((entry) => matchesHost(url.host, entry.toLowerCase())) ? url : null;
}

/** `host` is WHATWG's: lower case, punycode, and with a port only when it is not the default one. */
function matchesHost(host: string, entry: string): boolean {
  if (!entry.startsWith('*.')) return host === entry;
  const suffix = entry.slice(1);
  return host.length > suffix.length && host.endsWith(suffix);
}
