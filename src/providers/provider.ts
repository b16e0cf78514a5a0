import type { Config, ProviderSettings } from '../config/config.js';

export interface ProviderEndpoints {
  readonly authorization: URL;
  readonly token: URL;
  /** Tried in order; the next one only when one answers 404 or 405. */
  readonly refresh: readonly URL[];
  /** Answers who the access token belongs to. */
  readonly account: URL;
  /** The issuer identifier (RFC 8414 §2), where the provider has published one. */
  readonly issuer?: string;
}

/** How the client proves itself at the token endpoint (RFC 6749 §2.3.1). */
export type ClientAuthentication =
  /** Basic with id and secret as they are. What most providers, Figma among them, document and check. */
  | 'basic'
  /** In the form body. */
  | 'post';

/** The provider's own word for the person behind a token. */
export interface ProviderAccount {
  readonly id: string;
  readonly username: string | null;
  readonly email: string | null;
  /** Kept as `provider_metadata`; `handle` and `avatarUrl` are shown on the settings page. */
  readonly metadata: { readonly handle: string | null; readonly avatarUrl: string | null };
}

/**
 * Everything we know about a provider. Adding one is a file like figma.provider.ts and a line in the registry; nothing
 * outside this folder knows a provider's name.
 */
export interface ProviderDefinition {
  readonly name: string;
  readonly displayName: string;
  settings(config: Config): ProviderSettings;
  endpoints(settings: ProviderSettings): ProviderEndpoints;
  /** Further parameters of the authorization request; may replace `scope`. */
  authorizationParameters?(scopes: readonly string[]): Readonly<Record<string, string>>;
  readonly clientAuthentication: ClientAuthentication;
  /** True when a new token kills the account's previous one, so that our users on one account must share a grant. */
  readonly oneLiveTokenPerAccount: boolean;
  /** True when the provider announces RFC 9207: a callback without `iss` is then not the provider's. */
  readonly announcesIssuer?: boolean;
  /**
   * Brings a 200 answer of the token endpoint into the shape of RFC 6749 §5.1, or to an `error` when it is a refusal:
   * `invalid_client` when it is our credentials that are refused, `temporarily_unavailable` when it condemns nobody,
   * any other word when this code or refresh token will never be accepted.
   */
  readonly normaliseTokenResponse?: (body: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** @returns null when the answer does not name an account */
  parseAccount(body: unknown): ProviderAccount | null;
}

/** What PostgreSQL refuses in text or jsonb: zero bytes and halves of surrogate pairs. */
const unstorable = /\0|\p{Surrogate}/u;

/** Text that fits a column and a page; anything else is treated as absent. */
export function textOrNull(value: unknown, longest = 2048): string | null {
  const fits = typeof value === 'string' && value !== '' && value.length <= longest;
  return fits && !unstorable.test(value) ? value : null;
}

/** An account's id. Short, because an index row of PostgreSQL holds some 2,700 bytes. */
export function idOrNull(value: unknown): string | null {
  return textOrNull(value, 255);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
