import { createHmac, randomBytes } from 'node:crypto';

export const jwtSecret = 'a secret for benchmarks that is long enough, 0123456789';

/** One for the whole run: the database remembers which key it was written with. */
const encryptionKeys = `b1:${randomBytes(32).toString('base64')}`;

/** What a service under test needs; nothing in it is reachable or real. */
export function serviceEnvironment(databaseUrl) {
  return {
    NODE_ENV: 'production',
    PORT: '0',
    PUBLIC_URL: 'http://localhost:3000',
    DATABASE_URL: databaseUrl,
    JWT_SECRET: jwtSecret,
    TOKEN_ENCRYPTION_KEYS: encryptionKeys,
    FIGMA_CLIENT_ID: 'bench',
    FIGMA_CLIENT_SECRET: 'bench-secret',
    THROTTLE_LIMIT: '1000000',
  };
}

/** @param {string} sub */
export function jwtFor(sub) {
  const encode = (/** @type {unknown} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub, email: 'bench@example.com', exp })}`;
  return `${signed}.${createHmac('sha256', jwtSecret).update(signed).digest('base64url')}`;
}

/** About 2 KB of JSON. */
export const document = {
  name: 'Design System',
  items: Array.from({ length: 20 }, (_, index) => ({
    id: `1:${index}`,
    name: `Button / Primary / ${index}`,
    description: 'Used for the most important action of a page.',
  })),
};
