import type { OpenAPIObject } from '@nestjs/swagger';

type Headers = NonNullable<NonNullable<OpenAPIObject['components']>['headers']>;

interface HeaderText {
  readonly description: string;
  readonly example: string;
  readonly type?: 'integer';
  /** False for fields that some answers of the operation do without. */
  readonly required?: false;
}

/** Response fields, as `components.headers` of the document. */
const texts = {
  Age: {
    description: 'Seconds since the provider gave this answer; only on copies (RFC 9111 §5.1).',
    example: '37',
    type: 'integer',
    required: false,
  },
  Allow: { description: 'The methods that the path does answer (RFC 9110 §10.2.1).', example: 'GET, PUT' },
  'Cache-Control': {
    description: 'How the answer may be kept. It is never for caches that users share.',
    example: 'private, no-cache',
  },
  'Cache-Status': {
    description:
      'Where the answer came from (RFC 9211): `hit` with the seconds it stays fresh, `fwd` with why Figma was asked. A negative `ttl` is a stale copy, `detail` the error code for which it was not renewed.',
    example: 'figbridge; hit; ttl=86212',
  },
  ETag: {
    description: 'Names these bytes, a different name for each content coding. Send it back in `If-None-Match`.',
    example: '"gwXEIxrjtBYlfWM1pt42VZJi0tcnMbhslpBUMU856t4"',
  },
  Location: {
    description: 'Where the browser goes on.',
    example: 'https://app.example/settings/integrations?provider=figma&status=success',
  },
  'Retry-After': { description: 'Seconds to wait (RFC 9110 §10.2.3).', example: '42', type: 'integer' },
  'Set-Cookie': {
    description: 'Ties the flow to this browser: HttpOnly, SameSite=Lax, for this host only, 15 minutes.',
    example: 'figbridge_oauth_c4692a3d=…; Max-Age=900; Path=/; HttpOnly; SameSite=Lax',
  },
  Vary: {
    description: 'What the answer depends on besides its address.',
    example: 'Origin, Authorization, Accept-Encoding',
  },
  'WWW-Authenticate': {
    description: '`Bearer`, with `error="invalid_token"` when a token came (RFC 6750 §3).',
    example: 'Bearer',
  },
  'X-RateLimit-Limit': { description: 'Requests allowed in the present window.', example: '600', type: 'integer' },
  'X-RateLimit-Remaining': { description: 'Requests left in the present window.', example: '587', type: 'integer' },
  'X-RateLimit-Reset': { description: 'Seconds until the window ends.', example: '31', type: 'integer' },
  'X-Request-Id': {
    description: "Names this request in the service's log. A well-formed `X-Request-Id` of the request is taken over.",
    example: '0b6f6a52-5d0c-4f5e-9d52-3f2c5f9f0d11',
  },
} as const satisfies Readonly<Record<string, HeaderText>>;

export type HeaderName = keyof typeof texts;

/** On every answer of a route that counts requests. */
export const rateLimitHeaders: readonly HeaderName[] = [
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
];

export function headersNamed(names: readonly HeaderName[]): Headers {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

export function headerComponents(): Headers {
  const entries: [string, HeaderText][] = Object.entries(texts);
  return Object.fromEntries(entries.map(([name, text]) => [name, toHeader(text)]));
}

function toHeader({
  description,
  example,
  type,
  required = true,
}: { required?: boolean } & Omit<HeaderText, 'required'>) {
  const value = type === 'integer' ? Number(example) : example;
  return { description, required, schema: { type: type ?? 'string', examples: [value] } };
}
