import pg from 'pg';
import { ROLE } from './data-directory.js';
import { EmbeddedPostgresError, errorCode } from './errors.js';

export const DATABASE = 'figbridge';
const INVALID_CATALOG_NAME = '3D000';
const DUPLICATE_DATABASE = '42P04';
const INVALID_PASSWORD = '28P01';

/** The password is base64url and needs no escaping. */
export function databaseUrl(port: number, password: string, database: string = DATABASE): string {
  return `postgres://${ROLE}:${password}@127.0.0.1:${port}/${database}`;
}

/** Proves that the URL works; a first start that was killed between initdb and this is made good here. */
export async function ensureDatabase(port: number, password: string, passwordFile: string): Promise<void> {
  try {
    await query(databaseUrl(port, password), 'SELECT 1').catch(async (error: unknown) => {
      if (errorCode(error) !== INVALID_CATALOG_NAME) throw error;
      await query(databaseUrl(port, password, 'postgres'), `CREATE DATABASE ${DATABASE}`);
    });
  } catch (error) {
    if (errorCode(error) === DUPLICATE_DATABASE) return;
    if (errorCode(error) !== INVALID_PASSWORD) throw error;
    throw new EmbeddedPostgresError(
      `The password in ${passwordFile} is not that of the database beside it: put the right file back.`,
      {
        cause: error,
      },
    );
  }
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
