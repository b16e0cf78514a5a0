/** RFC 6750 §2.1: the whole value, so that nothing may stand behind the token. Schemes have no case (RFC 9110 §11.1). */
const credentials = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** The token of an `Authorization` header, or null. No other place is looked at. */
export function bearerToken(authorization: string | undefined): string | null {
  return credentials.exec(authorization ?? '')?.[1] ?? null;
}
