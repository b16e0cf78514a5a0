import { Injectable } from '@nestjs/common';
import { type BodyRef, BodiesStore } from '../cache/bodies.store.js';
import { FilesCacheStore, type FileFacts } from './files-cache.store.js';
import { storableText, storableTime } from './text.js';
import { TopLevelStrings } from './top-level-strings.js';

/** Larger documents are not kept as jsonb (contract section 5). */
const largestDocument = 1024 * 1024;

/** Reads what a stored file body says about its file, apart from the answer and without building the document. */
@Injectable()
export class FileInspector {
  constructor(
    private readonly bodies: BodiesStore,
    private readonly files: FilesCacheStore,
  ) {}

  /** @param keepDocument the body is the whole, present file */
  async inspect(userId: string, fileKey: string, body: BodyRef, keepDocument: boolean): Promise<void> {
    const { facts, document } = await this.read(body, keepDocument);
    await this.files.describe(userId, fileKey, body.bodyId, facts);
    if (document !== null) await this.files.keepDocument(userId, fileKey, body.bodyId, document);
  }

  private async read(body: BodyRef, keepDocument: boolean): Promise<{ facts: FileFacts; document: string | null }> {
    const strings = new TopLevelStrings(['name', 'lastModified', 'version', 'thumbnailUrl']);
    let pieces: Buffer[] | null = keepDocument ? [] : null;
    let size = 0;
    for await (const piece of this.bodies.readDecoded(body) as AsyncIterable<Buffer>) {
      strings.push(piece);
      size += piece.length;
      if (size > largestDocument) pieces = null;
      pieces?.push(piece);
      if (strings.isComplete && pieces === null) break;
    }
    const document = pieces === null ? null : Buffer.concat(pieces).toString('utf8');
    return { facts: factsFrom(strings.found), document };
  }
}

function factsFrom(found: ReadonlyMap<string, string>): FileFacts {
  return {
    fileName: storableText(found.get('name')),
    lastModified: storableTime(found.get('lastModified')),
    version: storableText(found.get('version')),
    thumbnailUrl: storableText(found.get('thumbnailUrl')),
  };
}
