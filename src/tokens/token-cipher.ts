import { Injectable } from '@nestjs/common';
import { type SealContext, SealedBox } from '../platform/crypto/sealed-box.js';

/** The row that a token is sealed for. */
export interface TokenRow {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
}

export type TokenColumn = 'access_token' | 'refresh_token';

@Injectable()
export class TokenCipher {
  constructor(private readonly box: SealedBox) {}

  seal(token: string, row: TokenRow, column: TokenColumn): string {
    return this.box.seal(token, contextOf(row, column));
  }

  /** @throws UnsealError */
  open(sealed: string, row: TokenRow, column: TokenColumn): string {
    return this.box.open(sealed, contextOf(row, column));
  }
}

function contextOf(row: TokenRow, column: TokenColumn): SealContext {
  return { purpose: 'token', table: 'oauth_tokens', column, rowId: row.id, userId: row.userId, provider: row.provider };
}
