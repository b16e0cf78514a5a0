import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Config } from '../../config/config.js';
import { OutboundError } from '../../platform/http/outbound-error.js';
import { OutboundHttp, type OutboundResponse } from '../../platform/http/outbound-http.js';
import { ProviderBadResponseError } from '../../providers/providers.errors.js';
import { figmaErrorFrom, figmaErrorFromOutbound } from './figma-error.js';
import { checkJsonObject, shortText, type ContentCoding, type RawBody } from './json-body.js';
import {
  fileMetaAnswer,
  folderFilesAnswer,
  foldersAnswer,
  projectsAnswer,
  type FigmaFileMeta,
  type FigmaFolder,
  type FigmaFolderFile,
} from './wire.js';

/** What a call may take and give. Sizes in bytes: as it arrives, and inflated. */
interface CallLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly maxInflatedBytes: number;
}

const mebibyte = 1024 * 1024;
/** Whole files: Figma needs up to two minutes for large ones (figma-platform 6.2). */
const tier1: CallLimits = { timeoutMs: 120_000, maxBytes: 64 * mebibyte, maxInflatedBytes: 1024 * mebibyte };
const others: CallLimits = { timeoutMs: 15_000, maxBytes: 10 * mebibyte, maxInflatedBytes: 10 * mebibyte };
const longestErrorText = 64 * 1024;

export type QueryParameters = Readonly<Record<string, string>>;

/** Who asks, and until when the caller wants the answer. */
export interface FigmaCaller {
  readonly accessToken: string;
  readonly signal?: AbortSignal;
}

/**
 * Figma's REST API. Every method throws the errors of figma.errors.ts, or TokenRefusedError when Figma refuses the access
 * token. Sending and interpreting are apart: what an answer means is decided by pure functions.
 */
@Injectable()
export class FigmaClient {
  constructor(
    private readonly http: OutboundHttp,
    private readonly config: Config,
  ) {}

  /** Tier 1. The JSON document as Figma sent it. */
  file(caller: FigmaCaller, fileKey: string, query: QueryParameters): Promise<RawBody> {
    return this.readRaw(caller, ['v1', 'files', fileKey], query, tier1);
  }

  /** Tier 2. `{ comments: [...] }` as Figma sent it. */
  comments(caller: FigmaCaller, fileKey: string, query: QueryParameters): Promise<RawBody> {
    return this.readRaw(caller, ['v1', 'files', fileKey, 'comments'], query, others);
  }

  /** Tier 3. */
  fileMeta(caller: FigmaCaller, fileKey: string): Promise<FigmaFileMeta> {
    return this.read(caller, ['v1', 'files', fileKey, 'meta'], fileMetaAnswer);
  }

  /** Tier 2. Top-level folders only. */
  async teamFolders(caller: FigmaCaller, teamId: string): Promise<FigmaFolder[]> {
    return (await this.read(caller, ['v2', 'teams', teamId, 'folders'], foldersAnswer)).folders;
  }

  /** Tier 2. Direct children only. */
  async subfolders(caller: FigmaCaller, folderId: string): Promise<FigmaFolder[]> {
    return (await this.read(caller, ['v2', 'folders', folderId, 'folders'], foldersAnswer)).folders;
  }

  /** Tier 2. Direct files only; Figma does not page them. */
  async folderFiles(caller: FigmaCaller, folderId: string): Promise<FigmaFolderFile[]> {
    return (await this.read(caller, ['v2', 'folders', folderId, 'files'], folderFilesAnswer)).files;
  }

  /** Tier 2. Deprecated by Figma in favour of folders. */
  async teamProjects(caller: FigmaCaller, teamId: string): Promise<FigmaFolder[]> {
    return (await this.read(caller, ['v1', 'teams', teamId, 'projects'], projectsAnswer)).projects;
  }

  /** Tier 2. Deprecated by Figma in favour of folders. */
  async projectFiles(caller: FigmaCaller, projectId: string): Promise<FigmaFolderFile[]> {
    return (await this.read(caller, ['v1', 'projects', projectId, 'files'], folderFilesAnswer)).files;
  }

  private async read<T extends z.ZodType>(
    caller: FigmaCaller,
    path: readonly string[],
    schema: T,
  ): Promise<z.output<T>> {
    const raw = await this.readRaw(caller, path, {}, others);
    const parsed = schema.safeParse(parseJson(await shortText(raw, others.maxInflatedBytes)));
    if (!parsed.success)
      throw new ProviderBadResponseError('Figma', { cause: new Error('The answer has another shape') });
    return parsed.data;
  }

  private async readRaw(
    caller: FigmaCaller,
    path: readonly string[],
    query: QueryParameters,
    limits: CallLimits,
  ): Promise<RawBody> {
    const response = await this.send(caller, path, query, limits);
    const contentEncoding = codingOf(response);
    const raw = contentEncoding && { contentEncoding, bytes: response.body };
    if (response.status !== 200) throw await this.refusal(response, raw);
    if (!raw) throw new ProviderBadResponseError('Figma', { cause: new Error('Unexpected content coding') });
    await checkJsonObject(raw, limits.maxInflatedBytes);
    return raw;
  }

  private async refusal({ status, headers }: OutboundResponse, raw: RawBody | null): Promise<Error> {
    const body = raw === null ? '' : await shortText(raw, longestErrorText);
    return figmaErrorFrom({ status, headers, body }, this.config.figma.webUrl);
  }

  private async send(
    { accessToken, signal }: FigmaCaller,
    path: readonly string[],
    query: QueryParameters,
    { timeoutMs, maxBytes }: CallLimits,
  ): Promise<OutboundResponse> {
    const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json', 'accept-encoding': 'gzip' };
    const url = this.urlOf(path, query);
    try {
      return await this.http.sendRaw({ method: 'GET', url, headers, timeoutMs, maxBytes, ...(signal && { signal }) });
    } catch (error) {
      if (error instanceof OutboundError) throw figmaErrorFromOutbound(error, signal?.aborted === true);
      throw error;
    }
  }

  private urlOf(path: readonly string[], query: QueryParameters): URL {
    const url = new URL(`${this.config.figma.apiUrl}/${path.map(encodeURIComponent).join('/')}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }
}

/** We ask for gzip or nothing; null for anything else, also for gzip twice, because it could not be passed on. */
function codingOf({ headers }: OutboundResponse): ContentCoding | null {
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding === 'gzip' || coding === 'x-gzip') return 'gzip';
  return coding === 'identity' || coding === '' ? 'identity' : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ProviderBadResponseError('Figma', { cause: error });
  }
}
