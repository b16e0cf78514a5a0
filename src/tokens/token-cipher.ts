import { Injectable } from '@nestjs/common';
import { type SealContext, SealedBox, UnsealError } from '../platform/crypto/sealed-box.js';

/** The row that a token is sealed for. */
export interface TokenRow {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
  readonly providerUserId: string;
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

  /**
   * Whether the stored access token was sealed for this row, user and account. Only such a row may be given the tokens of
   * a shared grant: somebody who can write SQL could point a row of their own to another account's grant (security T-21).
   */
  isIntact(row: TokenRow & { readonly accessToken: string | null }): boolean {
    try {
      this.open(row.accessToken ?? '', row, 'access_token');
      return true;
    } catch (error) {
      if (error instanceof UnsealError) return false;
      throw error;
    }
  }
}

function contextOf(row: TokenRow, column: TokenColumn): SealContext {
  const { id: rowId, userId, provider, providerUserId: account } = row;
  return { purpose: 'token', table: 'oauth_tokens', column, rowId, userId, provider, account };
}
