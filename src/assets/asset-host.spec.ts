import { parseAssetUrl } from './asset-host.js';

const hosts = ['s3.figma.example', '*.cdn.example', 'localhost:4102', '127.0.0.1:4102'];

it.each([
  'https://s3.figma.example/a.png?sig=x',
  'https://S3.FIGMA.example:443/a.png',
  'https://a.cdn.example/x',
  'https://a.b.cdn.example/x',
  'http://localhost:4102/thumb.png',
  'http://127.0.0.1:4102/thumb.png',
  'https://localhost:4102/thumb.png',
])('reads images from %s', (url) => {
  expect(parseAssetUrl(url, hosts)).not.toBeNull();
});

it.each([
  ['plain http', 'http://s3.figma.example/a.png'],
  ['another port', 'https://s3.figma.example:8443/a.png'],
  ['another loopback port', 'http://localhost:4103/thumb.png'],
  ['loopback without its port', 'http://localhost/thumb.png'],
  ['a host that is not listed', 'https://evil.example/a.png'],
  ['a listed name inside another', 'https://s3.figma.example.evil.example/a.png'],
  ['a listed name with something before it', 'https://xs3.figma.example/a.png'],
  ['the bare domain of a wildcard', 'https://cdn.example/a.png'],
  ['a wildcard without its dot', 'https://evilcdn.example/a.png'],
  ['credentials', 'https://user:pw@s3.figma.example/a.png'],
  ['a listed name as credentials', 'https://s3.figma.example@evil.example/a.png'],
  ['a trailing dot', 'https://s3.figma.example./a.png'],
  ['the metadata address', 'http://169.254.169.254/latest/meta-data'],
  ['IPv4 mapped to IPv6', 'http://[::ffff:127.0.0.1]:4102/x'],
  ['IPv4 mapped to IPv6, in hex', 'http://[::ffff:7f00:1]:4102/x'],
  ['the IPv6 loopback', 'http://[::1]:4102/x'],
  ['a private address', 'https://10.0.0.1/x'],
  ['a file', 'file:///etc/passwd'],
  ['data', 'data:image/png;base64,AAAA'],
  ['no URL', 'thumb.png'],
  ['nothing', ''],
])('does not read from %s', (_, url) => {
  expect(parseAssetUrl(url, hosts)).toBeNull();
});

it('sees through the spellings of an address', () => {
  expect(parseAssetUrl('http://2130706433:4102/x', hosts)?.host).toBe('127.0.0.1:4102');
  expect(parseAssetUrl('http://0x7f.1:4103/x', hosts)).toBeNull();
});
