import type { MigrationInterface, QueryRunner } from 'typeorm';

const up = [
  `CREATE TABLE users (
    id         uuid PRIMARY KEY,
    email      text,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,

  // The unit that is refreshed. Figma keeps one live access token per (app, Figma account), so users of ours who share an
  // account share a grant (holder_id NULL); where every consent has tokens of its own, the holder is part of the key.
  // Its row lock serialises refreshes; oauth_tokens rows stay free for last_used_at.
  `CREATE TABLE oauth_grants (
    id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    provider         text NOT NULL,
    client_id        text NOT NULL,
    provider_user_id text NOT NULL,
    holder_id        uuid REFERENCES users (id) ON DELETE CASCADE,
    generation       bigint NOT NULL DEFAULT 1,
    refreshed_at     timestamptz,
    failed_at        timestamptz,
    failure_code     text,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT oauth_grants_identity UNIQUE NULLS NOT DISTINCT (provider, client_id, provider_user_id, holder_id)
  )`,
  `CREATE INDEX oauth_grants_holder ON oauth_grants (holder_id) WHERE holder_id IS NOT NULL`,

  `CREATE TABLE oauth_tokens (
    id                uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id           uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider          text NOT NULL,
    grant_id          uuid REFERENCES oauth_grants (id) ON DELETE SET NULL,
    access_token      text,
    refresh_token     text,
    token_type        text NOT NULL DEFAULT 'Bearer',
    expires_at        timestamptz,
    scope             text[] NOT NULL DEFAULT '{}',
    provider_user_id  text NOT NULL,
    provider_username text,
    provider_email    text,
    provider_metadata jsonb NOT NULL DEFAULT '{}',
    is_active         boolean NOT NULL DEFAULT true,
    status_reason     text,
    last_used_at      timestamptz,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT oauth_tokens_user_provider UNIQUE (user_id, provider),
    CONSTRAINT oauth_tokens_wiped CHECK (is_active OR (access_token IS NULL AND refresh_token IS NULL))
  )`,
  `CREATE INDEX oauth_tokens_grant ON oauth_tokens (grant_id) WHERE grant_id IS NOT NULL`,
  `CREATE INDEX oauth_tokens_provider ON oauth_tokens (provider, is_active)`,

  `CREATE TABLE oauth_state_tokens (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id       uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider      text NOT NULL,
    state_hash    bytea NOT NULL,
    nonce_hash    bytea NOT NULL,
    code_verifier text NOT NULL,
    redirect_uri  text NOT NULL,
    return_to     text NOT NULL,
    scope         text[] NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    expires_at    timestamptz NOT NULL,
    consumed_at   timestamptz,
    ticket_hash   bytea,
    parked_code   text,
    parked_until  timestamptz,
    CONSTRAINT oauth_state_tokens_state UNIQUE (state_hash)
  )`,
  `CREATE UNIQUE INDEX oauth_state_tokens_ticket ON oauth_state_tokens (ticket_hash) WHERE ticket_hash IS NOT NULL`,
  `CREATE INDEX oauth_state_tokens_user ON oauth_state_tokens (user_id, provider, created_at)`,
  `CREATE INDEX oauth_state_tokens_expiry ON oauth_state_tokens (expires_at)`,
  `CREATE INDEX oauth_state_tokens_parked ON oauth_state_tokens (parked_until) WHERE parked_until IS NOT NULL`,

  `CREATE TABLE oauth_refresh_log (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider    text NOT NULL,
    status      text NOT NULL CHECK (status IN ('success', 'failed')),
    error_code  text,
    duration_ms integer NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE INDEX oauth_refresh_log_provider ON oauth_refresh_log (provider, created_at)`,
  `CREATE INDEX oauth_refresh_log_user ON oauth_refresh_log (user_id)`,

  `CREATE TABLE encryption_canaries (
    kid        text PRIMARY KEY,
    ciphertext text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,

  `CREATE TABLE integration_settings (
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider   text NOT NULL,
    settings   jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, provider)
  )`,

  `CREATE TABLE figma_files_cache (
    user_id          uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    file_key         text NOT NULL,
    file_name        text,
    thumbnail_url    text,
    last_modified    timestamptz,
    version          text,
    cached_data      jsonb,
    cached_at        timestamptz NOT NULL DEFAULT now(),
    expires_at       timestamptz NOT NULL,
    access_count     integer NOT NULL DEFAULT 0,
    last_accessed_at timestamptz,
    PRIMARY KEY (user_id, file_key)
  )`,
  `CREATE INDEX figma_files_cache_expiry ON figma_files_cache (expires_at)`,
  `CREATE INDEX figma_files_cache_file ON figma_files_cache (file_key)`,

  // A body is the provider's bytes: a header row, and chunk rows of at most 512 KiB. It is written once and never changed;
  // a newer answer is a newer body, and the entry that points to it is switched when the last chunk is in.
  `CREATE TABLE figma_bodies (
    id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    content_type     text NOT NULL,
    content_encoding text NOT NULL CHECK (content_encoding IN ('identity', 'gzip')),
    stored_bytes     bigint NOT NULL DEFAULT 0,
    etag             text,
    is_complete      boolean NOT NULL DEFAULT false,
    created_at       timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE INDEX figma_bodies_age ON figma_bodies (created_at)`,
  `CREATE TABLE figma_body_chunks (
    body_id uuid NOT NULL REFERENCES figma_bodies (id) ON DELETE CASCADE,
    seq     integer NOT NULL,
    data    bytea NOT NULL,
    PRIMARY KEY (body_id, seq)
  )`,
  // Already compressed: TOAST must not try again.
  `ALTER TABLE figma_body_chunks ALTER COLUMN data SET STORAGE EXTERNAL`,

  // What one user may read from the store: the answer to (resource, file key, parameters).
  `CREATE TABLE figma_cache_entries (
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    resource   text NOT NULL,
    file_key   text NOT NULL,
    variant    bytea NOT NULL,
    body_id    uuid NOT NULL REFERENCES figma_bodies (id) ON DELETE CASCADE,
    fetched_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, resource, file_key, variant)
  )`,
  `CREATE INDEX figma_cache_entries_body ON figma_cache_entries (body_id)`,
  `CREATE INDEX figma_cache_entries_expiry ON figma_cache_entries (expires_at)`,

  `CREATE TABLE asset_bodies (
    owner_id     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind         text NOT NULL,
    name         text NOT NULL,
    source_url   text NOT NULL,
    content_type text NOT NULL,
    etag         text NOT NULL,
    body         bytea NOT NULL,
    fetched_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (owner_id, kind, name)
  )`,
  `CREATE INDEX asset_bodies_age ON asset_bodies (fetched_at)`,

  `CREATE TABLE integration_webhooks (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    provider      text NOT NULL,
    event_type    text NOT NULL,
    payload       jsonb NOT NULL,
    signature     text,
    processed_at  timestamptz,
    status        text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'processed', 'failed')),
    error_message text,
    created_at    timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE INDEX integration_webhooks_recent ON integration_webhooks (provider, created_at)`,
];

const tables = [
  'integration_webhooks',
  'asset_bodies',
  'figma_cache_entries',
  'figma_body_chunks',
  'figma_bodies',
  'figma_files_cache',
  'integration_settings',
  'encryption_canaries',
  'oauth_refresh_log',
  'oauth_state_tokens',
  'oauth_tokens',
  'oauth_grants',
  'users',
];

export class InitialSchema1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`DROP TABLE ${table}`);
  }
}
