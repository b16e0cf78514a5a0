import { gzipSync } from 'node:zlib';
import { checkJsonObject, shortText, type RawBody } from './json-body.js';

const plain = (text: string): RawBody => ({ contentEncoding: 'identity', bytes: Buffer.from(text) });
const zipped = (text: string): RawBody => ({ contentEncoding: 'gzip', bytes: gzipSync(text) });
const limit = 1024 * 1024;

describe.each([
  ['plain', plain],
  ['gzip', zipped],
])('a %s body', (_, body) => {
  it.each(['{}', ' \r\n\t{"a":1}\n ', '{"a":"}'.concat('"}')])('passes as %j', async (text) => {
    await expect(checkJsonObject(body(text), limit)).resolves.toBeUndefined();
  });

  it.each(['', '   ', '[]', 'null', '"x"', '<html></html>', '{"a":[1,2', '{"a":"b'])(
    'is refused as %j',
    async (text) => {
      await expect(checkJsonObject(body(text), limit)).rejects.toMatchObject({
        status: 502,
        code: 'provider_bad_response',
      });
    },
  );
});

it('sees the ends of a document that inflates in many pieces', async () => {
  const document = JSON.stringify({ text: 'x'.repeat(900_000) });
  await expect(checkJsonObject(zipped(`${document}${' '.repeat(100_000)}`), limit)).resolves.toBeUndefined();
  await expect(checkJsonObject(zipped(`${document}${' '.repeat(100_000)}x`), limit)).rejects.toMatchObject({
    status: 502,
  });
});

it('refuses gzip that was cut, changed or is none', async () => {
  const bytes = gzipSync(JSON.stringify({ text: 'x'.repeat(5000) }));
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(bytes.length - 6) ^ 1, bytes.length - 6);
  for (const broken of [bytes.subarray(0, -4), bytes.subarray(0, 20), changed, Buffer.from('{}'), Buffer.alloc(0)]) {
    const check = checkJsonObject({ contentEncoding: 'gzip', bytes: broken }, limit);
    await expect(check).rejects.toMatchObject({ code: 'provider_bad_response' });
  }
});

it('stops inflating at the limit', async () => {
  const bomb = zipped('{'.padEnd(64 * limit, ' '));
  expect(bomb.bytes.length).toBeLessThan(limit / 4);
  await expect(checkJsonObject(bomb, limit)).rejects.toMatchObject({
    status: 502,
    code: 'provider_response_too_large',
  });
});

it('reads short error texts and none that are too long or broken', async () => {
  expect(await shortText(zipped('{"err":"x"}'), 100)).toBe('{"err":"x"}');
  expect(await shortText(zipped('x'.repeat(101)), 100)).toBe('');
  expect(await shortText({ contentEncoding: 'gzip', bytes: Buffer.from('x') }, 100)).toBe('');
  expect(await shortText(plain('x'.repeat(101)), 100)).toBe('x'.repeat(100));
});
