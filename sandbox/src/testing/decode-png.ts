import { crc32, inflateSync } from 'node:zlib';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Every colour in it, as 24 bits. */
  readonly colors: ReadonlySet<number>;
  at(x: number, y: number): readonly number[];
}

/** Reads an 8-bit RGB PNG whose rows have filter 0, and checks signature, checksums and lengths on the way. */
export function decodePng(png: Buffer): Picture {
  if (png.subarray(0, 8).toString('latin1') !== '\x89PNG\r\n\x1a\n') throw new Error('no PNG signature');
  const chunks = chunksOf(png);
  const header = chunks[0]?.data ?? Buffer.alloc(0);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (header.subarray(8).join() !== '8,2,0,0,0') throw new Error('not 8-bit RGB');
  const rows = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)));
  const stride = 1 + width * 3;
  if (rows.length !== stride * height) throw new Error('wrong number of pixels');
  const at = (x: number, y: number): readonly number[] => [
    ...rows.subarray(y * stride + 1 + x * 3, y * stride + 4 + x * 3),
  ];
  return { width, height, at, colors: colorsOf(rows, stride) };
}

function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks: { type: string; data: Buffer }[] = [];
  for (let offset = 8; offset < png.length;) {
    const length = png.readUInt32BE(offset);
    const body = png.subarray(offset + 4, offset + 8 + length);
    if (crc32(body) !== png.readUInt32BE(offset + 8 + length)) throw new Error('wrong checksum');
    chunks.push({ type: body.subarray(0, 4).toString('latin1'), data: body.subarray(4) });
    offset += 12 + length;
  }
  if (chunks[0]?.type !== 'IHDR' || chunks.at(-1)?.type !== 'IEND') throw new Error('no header or no end');
  return chunks;
}

function colorsOf(rows: Buffer, stride: number): Set<number> {
  const colors = new Set<number>();
  for (let start = 0; start < rows.length; start += stride) {
    for (let at = start + 1; at < start + stride; at += 3) colors.add(rows.readUIntBE(at, 3));
  }
  return colors;
}
