import { createHash } from 'node:crypto';

const urlNamespace = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

/** UUIDv5 in the URL namespace (RFC 9562 §5.5 and appendix C): the same name gives the same id everywhere. */
export function uuidV5(name: string): string {
  const hash = createHash('sha1').update(urlNamespace).update(name, 'utf8').digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
