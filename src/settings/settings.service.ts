import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';
import { IntegrationSettingsEntity } from './integration-settings.entity.js';

/** What a feature keeps about one user and provider. The feature gives it its shape and checks it when it reads it. */
export type IntegrationSettings = Readonly<Record<string, unknown>>;

@Injectable()
export class SettingsService {
  constructor(
    @InjectRepository(IntegrationSettingsEntity) private readonly rows: Repository<IntegrationSettingsEntity>,
  ) {}

  /** An empty object when nothing was ever saved. */
  async get(userId: string, provider: string): Promise<IntegrationSettings> {
    const row = await this.rows.findOneBy({ userId, provider });
    return row?.settings ?? {};
  }

  /** The last of two concurrent writers wins as a whole; nothing is merged. */
  async replace(userId: string, provider: string, settings: IntegrationSettings): Promise<void> {
    await this.rows.query(
      `INSERT INTO integration_settings (user_id, provider, settings) VALUES ($1, $2, $3)
       ON CONFLICT (user_id, provider) DO UPDATE SET settings = excluded.settings, updated_at = now()`,
      [userId, provider, JSON.stringify(settings)],
    );
  }

  /** The row exists afterwards; what a user has saved is never touched. */
  async ensure(tx: EntityManager, userId: string, provider: string): Promise<void> {
    await tx.query(
      `INSERT INTO integration_settings (user_id, provider) VALUES ($1, $2) ON CONFLICT (user_id, provider) DO NOTHING`,
      [userId, provider],
    );
  }
}
