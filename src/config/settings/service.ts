import { maskConnectionUrl, postgresUrl, redisUrl, sentryDsn } from '../parsers/connections.js';
import { listenHost, proxyAddress } from '../parsers/network.js';
import { boolean, commaList, integer, oneOf, plainText } from '../parsers/simple.js';
import { adminToken, bearerToken } from '../parsers/secrets.js';
import { corsOrigin, origin, returnPath, secureOrigin } from '../parsers/urls.js';
import { defaulted, optional } from './setting.js';

export const PROCESS_SETTINGS = {
  NODE_ENV: defaulted({
    section: 'Process',
    description:
      '`development`, `production` or `test`. `production` generates nothing: it refuses to start while `PUBLIC_URL`, `DATABASE_URL`, a way to verify JWTs or `TOKEN_ENCRYPTION_KEYS` is unset.',
    default: 'development',
    parse: oneOf('development', 'production', 'test'),
  }),
  HOST: defaulted({
    section: 'Process',
    description: 'Address or host name to listen on. A container needs `0.0.0.0`.',
    default: '127.0.0.1',
    parse: listenHost,
  }),
  PORT: defaulted({
    section: 'Process',
    description: 'TCP port to listen on. `0` takes any free port; set `PUBLIC_URL` yourself then.',
    default: '3000',
    parse: integer({ min: 0, max: 65535 }),
  }),
};

export const ADDRESS_SETTINGS = {
  PUBLIC_URL: defaulted({
    section: 'Addresses',
    description:
      'Origin under which browsers reach this service. With `https` the cookies of a connection attempt are `Secure` and carry the `__Host-` prefix. Plain http is accepted for loopback hosts only.',
    default: (effective) => `http://localhost:${effective('PORT')}`,
    parse: secureOrigin,
  }),
  APP_URL: defaulted({
    section: 'Addresses',
    description: 'Origin of the web application. The OAuth callback returns to `$APP_URL$APP_RETURN_PATH`.',
    default: (effective) => effective('PUBLIC_URL'),
    parse: origin,
  }),
  APP_RETURN_PATH: defaulted({
    section: 'Addresses',
    description: 'Path on `APP_URL` of the page that shows the result of a connection attempt.',
    default: '/settings/integrations',
    parse: returnPath,
  }),
  CORS_ORIGINS: defaulted({
    section: 'Addresses',
    description: 'Comma list of exact origins whose pages may call the API with credentials. Wildcards are refused.',
    default: (effective) => effective('APP_URL'),
    parse: commaList(corsOrigin),
  }),
  TRUST_PROXY: optional({
    section: 'Addresses',
    description:
      'Comma list of addresses or CIDR blocks of reverse proxies. Only their `X-Forwarded-For` counts when the address of a client is determined.',
    example: '10.0.0.0/8,fd00::/8',
    parse: commaList(proxyAddress),
  }),
};

export const STORAGE_SETTINGS = {
  DATABASE_URL: optional({
    section: 'Storage',
    description:
      'PostgreSQL 15 or newer. Unset: an embedded PostgreSQL under `DATA_DIR`, for development only. Special characters in the password are percent-encoded.',
    example: 'postgresql://<user>:<password>@<host>:5432/figbridge',
    secret: true,
    mask: maskConnectionUrl,
    parse: postgresUrl,
  }),
  DATABASE_POOL_SIZE: defaulted({
    section: 'Storage',
    description:
      'All PostgreSQL connections of one process together. At least 4: two are kept for the token vault, so that a refresh never waits behind the requests that wait for it.',
    default: '10',
    parse: integer({
      min: 4,
      max: 1000,
      because: 'two connections are kept for the token vault, the rest serves requests',
    }),
  }),
  REDIS_URL: optional({
    section: 'Storage',
    description:
      'Redis for the shared cache, throttling and fan-out of events. Unset: all of this happens inside the process, which is right for one instance only.',
    example: 'redis://:<password>@<host>:<port>/0',
    secret: true,
    mask: maskConnectionUrl,
    parse: redisUrl,
  }),
  DATA_DIR: defaulted({
    section: 'Storage',
    description:
      'Directory of the embedded database and of the secrets generated in development. Relative to the working directory.',
    default: './.data',
    parse: plainText,
  }),
};

export const OPERATOR_SETTINGS = {
  THROTTLE_LIMIT: optional({
    section: 'Operators',
    description:
      'Requests a minute, in place of the limit of every per-user and callback class. Unset, a minute allows: authorization 30, callback 120 per address, data 600. Failed webhooks stay at 30 per address; valid webhooks are never limited.',
    example: '600',
    parse: integer({ min: 1, max: 1_000_000 }),
  }),
  ADMIN_TOKEN: optional({
    section: 'Operators',
    description: 'Bearer token of `/api/admin/*`, at least 32 bytes. Unset: those routes do not exist.',
    example: 'replace-with-a-random-admin-token-of-32-bytes-or-more',
    secret: true,
    parse: adminToken,
  }),
  METRICS_TOKEN: optional({
    section: 'Operators',
    description: 'Bearer token of `/metrics`. Unset: `/metrics` answers loopback peers only.',
    example: 'replace-with-a-random-metrics-token',
    secret: true,
    parse: bearerToken,
  }),
  DOCS_ENABLED: defaulted({
    section: 'Operators',
    description: 'Whether `/docs` (Swagger UI) and `/openapi.json` are served: `true` or `false`.',
    default: 'true',
    parse: boolean,
  }),
  SENTRY_DSN: optional({
    section: 'Operators',
    description: 'DSN of the Sentry project that receives unexpected errors. Unset: errors are only logged.',
    example: 'https://<key>@<host>/<project>',
    secret: true,
    mask: maskConnectionUrl,
    parse: sentryDsn,
  }),
  LOG_LEVEL: defaulted({
    section: 'Operators',
    description:
      'Least important level that is logged: `trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`.',
    default: 'info',
    parse: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
  }),
};
