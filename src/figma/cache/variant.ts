import { sha256 } from '../../platform/crypto/random.js';

/**
 * The part of a cache key that stands for everything that changes the answer besides user, resource and file: the
 * provider's account (a user may connect another one later) and the parameters, already normalised. Order does not matter.
 */
export function variantOf(accountId: string, parameters: Readonly<Record<string, string>>): Buffer {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(JSON.stringify([accountId, sorted]));
}
