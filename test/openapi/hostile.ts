import fc from 'fast-check';
import type { Operation, Schema } from '../support/openapi.js';
import { sampleBody } from '../support/openapi.js';
import { plainSample } from './samples.js';

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  /** With the query; only characters that a request line may hold. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

const prototypeNames = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];
const texts = [
  ...prototypeNames,
  ...[
    '',
    ' ',
    '.',
    '..',
    '../..',
    '..%2f..%2fme',
    'a/b',
    'a\\b',
    'a?x',
    'a#',
    'key;x=1',
    '-',
    '%',
    '%00',
    '%2e%2e%2f',
    '%E0%A4%A',
  ],
  ...['\0', '\r\nSet-Cookie: a=b', '\u202e', '\ufeff', '😀', 'ü'.normalize('NFD'), '\ud800'],
  ...[
    'null',
    'undefined',
    'NaN',
    'true',
    '-1',
    '0',
    '1e9',
    '1e400',
    '9007199254740993',
    '0x10',
    "' OR 1=1 --",
    '$gt',
    '*',
  ],
  ...[
    '<script>alert(1)</script>',
    '{{7*7}}',
    '${jndi:ldap://x}',
    'javascript:alert(1)',
    '//evil.example',
    'file:///etc/passwd',
  ],
  ...[
    'https://www.figma.com/design/AbCdEfGhIjKlMnOpQrStUv/x?node-id=1-2',
    'https://www.figma.com/embed?url=https%3A%2F%2Fwww.figma.com',
  ],
  ...[
    'k'.repeat(128),
    'k'.repeat(129),
    '9'.repeat(40),
    '1:2,'.repeat(500),
    '('.repeat(3_000),
    '%25'.repeat(500),
    'k'.repeat(6_000),
  ],
];

const hostileText = fc.oneof(
  { arbitrary: fc.constantFrom(...texts), weight: 4 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 40 }), weight: 2 },
  { arbitrary: fc.string({ unit: 'grapheme', maxLength: 200 }), weight: 1 },
  { arbitrary: fc.string({ minLength: 2_000, maxLength: 4_000 }), weight: 1 },
);

const nested = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => [inner], 1);

const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    1e308,
    [],
    {},
    [[]],
    [null],
    { length: 1e9 },
    nested(40),
    nested(2_000),
  ),
  fc.array(hostileText, { maxLength: 150 }),
);

/** What the schema asks for, as far as its own words tell. */
function fitting(schema: Schema, name: string, sample: string | undefined): fc.Arbitrary<string> {
  const known = [...((schema.enum ?? []) as unknown[]), ...((schema.examples ?? []) as unknown[]), sample ?? name];
  if (schema.type === 'integer') return fc.integer({ min: 1, max: 1_000 }).map(String);
  if (schema.type === 'boolean') return fc.boolean().map(String);
  return fc.constantFrom(...known.map(String));
}

const mostlyFitting = (schema: Schema, name: string, sample?: string): fc.Arbitrary<string> =>
  fc.oneof({ arbitrary: fitting(schema, name, sample), weight: 2 }, { arbitrary: hostileText, weight: 1 });

/** Percent encoding, sometimes left out where a request line can do without. UTF-8 has no half surrogates, so they are replaced. */
const inAddress = (value: string, encode: boolean): string =>
  encode ? encodeURIComponent(Buffer.from(value).toString()) : value.replace(/[^!-~]|[/?#\\"<>^`{|}]/g, '');

function pathOf(operation: Operation): fc.Arbitrary<string> {
  const samples = plainSample(operation).path.split('?')[0]!.split('/');
  const parts = operation.template.split('/').map((part, index) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const schema = operation.parameters.find((parameter) => parameter.in === 'path' && parameter.name === name)?.schema;
    if (name === undefined || !schema) return fc.constant(part);
    return fc
      .tuple(mostlyFitting(schema, name, samples[index]), fc.boolean())
      .map(([text, encode]) => inAddress(text, encode));
  });
  return fc.tuple(...parts).map((segments) => segments.join('/'));
}

function queryOf(operation: Operation): fc.Arbitrary<string> {
  const own = operation.parameters.filter((parameter) => parameter.in === 'query');
  const pairs = own.map((parameter) => fc.tuple(fc.constant(parameter.name), mostlyFitting(parameter.schema, 'x')));
  const foreign = fc.tuple(
    fc.oneof(fc.constantFrom(...prototypeNames, 'a[b]', 'a[]', '_method', 'access_token'), hostileText),
    hostileText,
  );
  const list = fc.array(fc.oneof(...pairs, foreign), { maxLength: 6 });
  return list.map((entries) => entries.map((pair) => pair.map((text) => inAddress(text, true)).join('=')).join('&'));
}

const fieldNames = [
  'if-none-match',
  'cache-control',
  'accept',
  'accept-encoding',
  'content-encoding',
  'range',
  'cookie',
  'x-request-id',
  'sec-purpose',
  'origin',
  'purpose',
];
const fieldValue = fc.oneof(
  fc.constantFrom(
    '*',
    '"x"',
    'W/"x", "y"',
    'no-cache',
    'no-cache, max-age=0',
    'application/json',
    'text/html;q=0.1',
    'gzip;q=abc',
    'identity;q=0, *;q=0',
    'bytes=0-',
    'prefetch',
    'figbridge_oauth_00000000=x',
    'null',
    ',;=q',
  ),
  hostileText.map((text) => text.replace(/[^\x20-\x7e\xa1-\xff]/g, '').trim()),
);
const fields = fc.dictionary(fc.constantFrom(...fieldNames), fieldValue, { maxKeys: 4 });

/** JSON that is right, nearly right, of another kind, or not JSON at all; and its media type. */
function bodyOf(operation: Operation): fc.Arbitrary<{ body: string | null; type: string | null }> {
  const sample = sampleBody(operation) ?? {};
  const members = Object.keys(sample);
  const changed = fc
    .tuple(
      fc.subarray(members),
      fc.dictionary(fc.constantFrom(...members, ...prototypeNames, 'x'), hostileJson, { maxKeys: 3 }),
    )
    .map(([kept, others]) => textOf([...kept.map((name) => [name, sample[name]] as const), ...Object.entries(others)]));
  const odd = fc.oneof(
    hostileJson.map((value) => JSON.stringify(value)),
    hostileText,
    fc.constantFrom('{', '[]', '""', '{"a":1', '\ufeff{}'),
  );
  const body = fc.oneof(
    { arbitrary: changed, weight: 4 },
    { arbitrary: odd, weight: 2 },
    fc.constantFrom(null, 'x'.repeat(1_100_000)),
  );
  const type = fc.oneof(
    { arbitrary: fc.constant('application/json'), weight: 6 },
    fc.constantFrom(
      null,
      'text/plain',
      'application/json; charset=utf-16',
      'multipart/form-data; boundary=x',
      'application/json\ta',
      'application/x-www-form-urlencoded',
      '/',
    ),
  );
  return fc.record({ body, type });
}

/** By hand, because an object literal with `__proto__` would have no such member. */
function textOf(entries: readonly (readonly [string, unknown])[]): string {
  return `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}

/** Requests to one operation: some right, most a little wrong, some hopeless. */
export function requestsTo(operation: Operation): fc.Arbitrary<WireRequest> {
  const none = fc.constant({ body: null, type: null });
  const content = operation.method === 'GET' ? none : bodyOf(operation);
  return fc
    .tuple(pathOf(operation), queryOf(operation), fields, content)
    .map(([path, query, headers, { body, type }]) => ({
      method: operation.method,
      path: `${path}${query === '' ? '' : `?${query}`}`,
      headers: { ...headers, ...(type === null || body === null ? {} : { 'content-type': type }) },
      body,
    }));
}
