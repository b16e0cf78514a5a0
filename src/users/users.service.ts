import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

export interface UserIdentity {
  readonly id: string;
  readonly email: string | null;
}

const rememberedUsers = 10_000;

@Injectable()
export class UsersService {
  /** Users whose row this process has seen with this e-mail; saves a write a request. Bounded, oldest out first. */
  private readonly seen = new Map<string, string | null>();

  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** The row exists afterwards. A JWT without e-mail does not erase a known one. */
  async ensure(user: UserIdentity): Promise<void> {
    if (this.seen.get(user.id) === user.email && this.seen.has(user.id)) return;
    await this.restore(user);
  }

  /** The same without relying on what was seen before: somebody may have removed the row since. */
  async restore(user: UserIdentity): Promise<void> {
    await this.database.query(
      `INSERT INTO users (id, email) VALUES ($1, $2)
       ON CONFLICT (id) DO UPDATE SET email = excluded.email
         WHERE excluded.email IS NOT NULL AND users.email IS DISTINCT FROM excluded.email`,
      [user.id, user.email],
    );
    this.remember(user);
  }

  private remember(user: UserIdentity): void {
    if (this.seen.size >= rememberedUsers) {
      const [oldest] = this.seen.keys();
      if (oldest !== undefined) this.seen.delete(oldest);
    }
    this.seen.set(user.id, user.email);
  }
}
