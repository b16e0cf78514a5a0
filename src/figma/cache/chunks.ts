/**
 * Regroups a byte stream into pieces of exactly `size` bytes; only the last may be shorter, and none is empty.
 * It never holds more than one piece and the part it was just given.
 */
export async function* inChunks(
  source: AsyncIterable<Buffer> | Iterable<Buffer>,
  size: number,
): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (let part of source) {
    while (heldBytes + part.length >= size) {
      const cut = size - heldBytes;
      yield Buffer.concat([...held, part.subarray(0, cut)], size);
      part = part.subarray(cut);
      held = [];
      heldBytes = 0;
    }
    if (part.length > 0) held.push(part);
    heldBytes += part.length;
  }
  if (heldBytes > 0) yield Buffer.concat(held, heldBytes);
}
