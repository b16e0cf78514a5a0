import { createGunzip, gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import { ProviderBadResponseError } from '../../providers/providers.errors.js';
import { ProviderResponseTooLargeError } from './figma.errors.js';

export type ContentCoding = 'identity' | 'gzip';

/** A body as it arrived, still in its content coding. */
export interface RawBody {
  readonly contentEncoding: ContentCoding;
  readonly bytes: Buffer;
}

const inflate = promisify(gunzip);

/**
 * Passes bodies that hold one JSON object, as far as can be told without parsing: gzip that inflates to its end within
 * the limit and matches its checksum, `{` first and `}` last. A truncated document fails here.
 * @throws ProviderBadResponseError, ProviderResponseTooLargeError
 */
export async function checkJsonObject({ contentEncoding, bytes }: RawBody, maxInflatedBytes: number): Promise<void> {
  const ends = contentEncoding === 'gzip' ? await inflatedEnds(bytes, maxInflatedBytes) : endsOf(bytes);
  if (ends.first !== '{' || ends.last !== '}') throw new ProviderBadResponseError('Figma');
}

/** The text of a short body, for error answers; what does not inflate within the limit gives ''. */
export async function shortText({ contentEncoding, bytes }: RawBody, maxBytes: number): Promise<string> {
  try {
    const plain = contentEncoding === 'gzip' ? await inflate(bytes, { maxOutputLength: maxBytes }) : bytes;
    return plain.toString('utf8', 0, maxBytes);
  } catch {
    return '';
  }
}

interface Ends {
  readonly first: string | undefined;
  readonly last: string | undefined;
}

async function inflatedEnds(bytes: Buffer, maxBytes: number): Promise<Ends> {
  const stream = createGunzip({ chunkSize: 256 * 1024 });
  stream.end(bytes);
  let size = 0;
  let first: string | undefined;
  let last: string | undefined;
  try {
    for await (const part of stream as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > maxBytes) throw new ProviderResponseTooLargeError();
      const ends = endsOf(part);
      first ??= ends.first;
      last = ends.last ?? last;
    }
  } catch (error) {
    throw error instanceof ProviderResponseTooLargeError
      ? error
      : new ProviderBadResponseError('Figma', { cause: error });
  }
  return { first, last };
}

function endsOf(bytes: Buffer): Ends {
  let start = 0;
  let end = bytes.length - 1;
  while (start <= end && isWhitespace(bytes[start])) start += 1;
  while (end >= start && isWhitespace(bytes[end])) end -= 1;
  if (end < start) return { first: undefined, last: undefined };
  return { first: String.fromCharCode(bytes[start] ?? 0), last: String.fromCharCode(bytes[end] ?? 0) };
}

/** RFC 8259 §2. */
function isWhitespace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
