import type { Config, ProviderSettings } from '../config/config.js';

export interface ProviderEndpoints {
  readonly authorization: URL;
  readonly token: URL;
  /** Tried in order; the next one only when one answers 404 or 405. */
  readonly refresh: readonly URL[];
  /** Answers who the access token belongs to. */
  readonly account: URL;
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
  /** Brings a 200 answer of the token endpoint into the shape of RFC 6749 §5.1, or an `error` member when it is a refusal. */
  readonly normaliseTokenResponse?: (body: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** @returns null when the answer does not name an account */
  parseAccount(body: unknown): ProviderAccount | null;
}

/** Text that fits a column and a page; anything else is treated as absent. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= 2048 && !value.includes('\u0000') ? value : null;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
