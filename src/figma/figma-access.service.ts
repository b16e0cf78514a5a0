import { Injectable } from '@nestjs/common';
import { NotConnectedError } from '../tokens/tokens.errors.js';
import { TokensService } from '../tokens/tokens.service.js';

/** The Figma account on whose behalf a request of ours is answered. */
export interface FigmaAccount {
  readonly userId: string;
  /** Figma's id of the account. */
  readonly id: string;
  readonly email: string | null;
  readonly handle: string | null;
}

/** The user's connection with Figma, in the words of this feature. */
@Injectable()
export class FigmaAccess {
  constructor(private readonly tokens: TokensService) {}

  /** @throws NotConnectedError (404) also after a disconnect: cached data is for connected users only */
  async accountOf(userId: string): Promise<FigmaAccount> {
    const connection = await this.tokens.findConnection(userId, 'figma');
    if (!connection?.isActive) throw new NotConnectedError('Figma');
    const { providerUserId: id, providerEmail: email, metadata } = connection;
    return { userId, id, email, handle: metadata.handle ?? null };
  }

  /** False when the user has disconnected since, or has connected another account. */
  async isCurrent(account: FigmaAccount): Promise<boolean> {
    const connection = await this.tokens.findConnection(account.userId, 'figma');
    return connection?.isActive === true && connection.providerUserId === account.id;
  }

  /** Runs the call with a live access token; a refused token is refreshed once (contract section 3, "Errors"). */
  call<T>(account: FigmaAccount, call: (accessToken: string) => Promise<T>): Promise<T> {
    return this.tokens.withAccessToken(account.userId, 'figma', call);
  }
}
