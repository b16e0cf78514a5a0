import type { IncomingHttpHeaders } from 'node:http';
import { matchesRoute } from './routes.js';
import type { RouteSelector } from './routes.js';

export type OriginName = 'web' | 'api' | 'asset';

/** One request as the sandbox saw it. Secrets are kept as they came: tests look for them. */
export interface Call {
  readonly origin: OriginName;
  readonly method: string;
  /** Path as sent, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** Parsed form or JSON; text for other types; undefined without a body. */
  body: unknown;
  /** Null until an answer starts, and for good when a fault left the request without one. */
  status: number | null;
  /** Pattern of the matched route, such as `/v1/files/:file_key`; the path itself when nothing matched. */
  readonly route: string;
  /** Handle of the user whose token came with the request. */
  user?: string;
  /** Figma's rate limit tier of the operation; absent outside the REST API. */
  tier?: 1 | 2 | 3;
  /** Time on the sandbox's clock, in milliseconds since the epoch. */
  readonly at: number;
}

export interface CallFilter {
  readonly origin?: OriginName;
  readonly method?: string;
  readonly route?: RouteSelector;
  readonly status?: number;
  readonly user?: string;
  readonly tier?: 1 | 2 | 3;
}

function matches(call: Call, { route, ...exact }: CallFilter): boolean {
  if (route !== undefined && !matchesRoute(route, call)) return false;
  const wanted = Object.entries(exact).filter(([, value]) => (value as unknown) !== undefined);
  return wanted.every(([key, value]) => call[key as keyof Call] === value);
}

/** Every request to any of the three origins, in order of arrival. */
export class CallLog {
  private entries: Call[] = [];

  add(call: Call): void {
    this.entries.push(call);
  }

  all(): readonly Call[] {
    return this.entries;
  }

  where(filter: CallFilter): readonly Call[] {
    return this.entries.filter((call) => matches(call, filter));
  }

  to(route: RouteSelector): readonly Call[] {
    return this.where({ route });
  }

  count(filter: CallFilter = {}): number {
    return this.where(filter).length;
  }

  last(route: RouteSelector = '*'): Call | undefined {
    return this.to(route).at(-1);
  }

  clear(): void {
    this.entries = [];
  }
}
