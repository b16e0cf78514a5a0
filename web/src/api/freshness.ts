/** How old an answer is, as RFC 9111 `Age` and RFC 9211 `Cache-Status` say. */
export interface Freshness {
  /** Milliseconds since the epoch, on this browser's clock. */
  fetchedAt: number;
  fromCache: boolean;
  /** Served although it could not be checked with the provider. */
  stale: boolean;
  /** Why it is stale: an error code of the service. */
  detail: string | null;
}

/** Null when the answer carries neither header: then nothing is claimed about its age. */
export function readFreshness(headers: Headers, now: number): Freshness | null {
  const status = headers.get('cache-status');
  const age = headers.get('age');
  if (status === null && age === null) return null;
  const member = ownMember(status ?? '');
  const ttl = Number(parameter(member, 'ttl') ?? NaN);
  const ageSeconds = Number(age ?? 0);
  return {
    fetchedAt: now - (Number.isFinite(ageSeconds) && ageSeconds > 0 ? ageSeconds : 0) * 1000,
    fromCache: /(^|;)\s*hit\s*(;|$)/.test(member),
    stale: ttl < 0 || parameter(member, 'detail') !== null,
    detail: parameter(member, 'detail'),
  };
}

/** The list has one member per cache on the way; a proxy in front may have added its own. */
function ownMember(status: string): string {
  const members = status.split(',').map((member) => member.trim());
  return members.find((member) => /^figbridge\s*(;|$)/.test(member)) ?? '';
}

function parameter(member: string, name: string): string | null {
  const match = new RegExp(`;\\s*${name}=("?)([^;"]+)\\1`).exec(member);
  return match?.[2]?.trim() ?? null;
}
