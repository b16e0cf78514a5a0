import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { KeyRing } from '../platform/crypto/key-ring.js';
import { type SealContext, SealedBox, UnsealError } from '../platform/crypto/sealed-box.js';

/** Refuses to boot. The message names the variable and never a key. */
export class EncryptionKeyError extends Error {
  override readonly name = 'EncryptionKeyError';
}

const plaintext = 'figbridge';

/** Before anything is served: every key that wrote into this database must be configured, and be the same key (T-23). */
@Injectable()
export class Canary implements OnModuleInit {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly keys: KeyRing,
    private readonly box: SealedBox,
  ) {}

  /**
   * Instances that boot together come one after the other: of two with different keys the first stays, and the second is
   * refused before it leaves a canary of its own, which would keep both out for good.
   * @throws EncryptionKeyError
   */
  async onModuleInit(): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query('LOCK TABLE encryption_canaries IN SHARE ROW EXCLUSIVE MODE');
      await this.checkAll(tx);
      const kid = this.keys.primaryKid;
      await tx.query('INSERT INTO encryption_canaries (kid, ciphertext) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
        kid,
        this.box.seal(plaintext, contextOf(kid)),
      ]);
    });
  }

  private async checkAll(tx: EntityManager): Promise<void> {
    const canaries = await tx.query<{ kid: string; ciphertext: string }[]>(
      'SELECT kid, ciphertext FROM encryption_canaries',
    );
    for (const canary of canaries) this.check(canary);
  }

  private check({ kid, ciphertext }: { kid: string; ciphertext: string }): void {
    if (!this.keys.kids.includes(kid)) {
      throw new EncryptionKeyError(
        `TOKEN_ENCRYPTION_KEYS lacks the key "${kid}", which this database was written with. Add it behind the new key.`,
      );
    }
    try {
      this.box.open(ciphertext, contextOf(kid));
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
      throw new EncryptionKeyError(
        `TOKEN_ENCRYPTION_KEYS: the key "${kid}" is not the one that this database was written with.`,
      );
    }
  }
}

function contextOf(kid: string): SealContext {
  return {
    purpose: 'canary',
    table: 'encryption_canaries',
    column: 'ciphertext',
    rowId: kid,
    userId: '',
    provider: '',
  };
}
