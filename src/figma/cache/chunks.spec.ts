import fc from 'fast-check';
import { inChunks } from './chunks.js';

async function collect(parts: Buffer[], size: number): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of inChunks(parts, size)) chunks.push(chunk);
  return chunks;
}

it('keeps every byte in order, in pieces of the given size', async () => {
  const parts = fc.array(fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)));
  await fc.assert(
    fc.asyncProperty(parts, fc.integer({ min: 1, max: 40 }), async (given, size) => {
      const chunks = await collect(given, size);
      expect(Buffer.concat(chunks)).toEqual(Buffer.concat(given));
      expect(chunks.slice(0, -1).every((chunk) => chunk.length === size)).toBe(true);
      expect(chunks.every((chunk) => chunk.length > 0 && chunk.length <= size)).toBe(true);
    }),
  );
});

it('passes on the failure of its source', async () => {
  const source = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from('abc');
    await Promise.reject(new Error('cut'));
  };
  const read = async () => {
    for await (const chunk of inChunks(source(), 2)) expect(chunk.toString()).toBe('ab');
  };
  await expect(read()).rejects.toThrow('cut');
});
