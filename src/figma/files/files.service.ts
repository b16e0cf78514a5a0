import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { CachedReads, type CachedAnswer } from '../cache/cached-reads.service.js';
import type { CacheKey } from '../cache/cache.store.js';
import { variantOf } from '../cache/variant.js';
import { FigmaClient } from '../client/figma.client.js';
import { FigmaForbiddenError, FigmaNotFoundError } from '../client/figma.errors.js';
import type { RawBody } from '../client/json-body.js';
import { FigmaAccess, type FigmaAccount } from '../figma-access.service.js';
import { AccessCounter } from './access-counter.js';
import { FileMemory } from './file-memory.js';
import type { FigmaParameters } from './file-query.js';

const commentsTtlSeconds = 60;

export interface FileQuestion {
  readonly userId: string;
  readonly fileKey: string;
  readonly parameters: FigmaParameters;
  /** The client does not want an unchecked copy. */
  readonly revalidate: boolean;
}

interface Resource {
  readonly name: 'file' | 'comments';
  readonly ttlSeconds: number;
  load(accessToken: string): Promise<RawBody>;
}

/** Figma's own answers about one file, from the user's copy or from Figma. */
@Injectable()
export class FilesService {
  constructor(
    private readonly config: Config,
    private readonly access: FigmaAccess,
    private readonly client: FigmaClient,
    private readonly reads: CachedReads,
    private readonly memory: FileMemory,
    private readonly accesses: AccessCounter,
  ) {}

  async file(question: FileQuestion): Promise<CachedAnswer> {
    const { userId, fileKey, parameters } = question;
    const account = await this.access.accountOf(userId);
    const answer = await this.ask(question, account, {
      name: 'file',
      ttlSeconds: this.config.figma.cacheTtlSeconds,
      load: (accessToken) => this.client.file({ accessToken }, fileKey, parameters),
    });
    if (answer.outcome.kind === 'stored') {
      await this.memory.recordFetch({ account, fileKey, parameters, entry: answer.entry });
    }
    this.accesses.record(userId, fileKey);
    return answer;
  }

  async comments(question: FileQuestion): Promise<CachedAnswer> {
    const account = await this.access.accountOf(question.userId);
    return this.ask(question, account, {
      name: 'comments',
      ttlSeconds: commentsTtlSeconds,
      load: (accessToken) => this.client.comments({ accessToken }, question.fileKey, question.parameters),
    });
  }

  private async ask(
    { userId, fileKey, parameters, revalidate }: FileQuestion,
    account: FigmaAccount,
    resource: Resource,
  ): Promise<CachedAnswer> {
    const key: CacheKey = { userId, resource: resource.name, fileKey, variant: variantOf(account.id, parameters) };
    const load = async () => ({
      ...(await this.access.call(account, (accessToken) => resource.load(accessToken))),
      ttlSeconds: resource.ttlSeconds,
    });
    try {
      return await this.reads.read({ key, account, revalidate, load });
    } catch (error) {
      const isRefusal = error instanceof FigmaForbiddenError || error instanceof FigmaNotFoundError;
      if (isRefusal) await this.memory.forgetRefused(key, parameters);
      throw error;
    }
  }
}
