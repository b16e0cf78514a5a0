import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** The words with which an OAuth callback ends; on an error of `callback` and `confirm` they say why. */
const callbackCodes = [
  'state_invalid',
  'state_expired',
  'browser_mismatch',
  'access_denied',
  'code_rejected',
  'not_configured',
  'provider_unavailable',
  'account_mismatch',
  'scopes_missing',
  'internal_error',
];

/** The body of every error. The members that are not required belong to single codes. */
export class ErrorDto {
  /** For people. Not a stable text, except where the contract names one. */
  error: string;

  /** The same text again. */
  message: string;

  /** For programs. */
  code: string;

  /** The HTTP status. */
  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599 })
  statusCode: number;

  /** Also in `X-Request-Id`; names this request in the log. */
  requestId: string;

  /** Of 429: seconds to wait. */
  @ApiPropertyOptional({ type: 'integer', minimum: 0 })
  retryAfter?: number;

  /** Of `provider_rate_limited`: the plan of the file's owner, in Figma's word, or null when Figma did not say. */
  @ApiPropertyOptional({ type: String, nullable: true })
  planTier?: string | null;

  /** Of `provider_rate_limited`: the kind of limit, in Figma's word (`low` for viewers and collaborators), or null. */
  @ApiPropertyOptional({ type: String, nullable: true })
  rateLimitType?: string | null;

  /** Of `provider_rate_limited`: where the account can get a higher limit, or null. */
  @ApiPropertyOptional({ type: String, nullable: true })
  upgradeLink?: string | null;

  /** Of `insufficient_scope`: what the connection lacks, as far as the provider said. */
  @ApiPropertyOptional({ type: [String] })
  missingScopes?: string[];

  /** Of `callback` and `confirm`: why the connection failed. */
  @ApiPropertyOptional({ enum: callbackCodes })
  callbackCode?: string;
}
