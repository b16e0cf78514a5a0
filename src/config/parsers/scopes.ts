import { nearest } from '../edit-distance.js';
import { InvalidValueError } from '../problems.js';
import type { Parser, Warn } from './parser.js';

/** Figma's OAuth scopes as of `@figma/rest-api-spec` 0.43.0 and the scopes page of its developer documentation. */
const FIGMA_SCOPES: readonly string[] = [
  'current_user:read',
  'file_code_connect:write',
  'file_comments:read',
  'file_comments:write',
  'file_content:read',
  'file_dev_resources:read',
  'file_dev_resources:write',
  'file_metadata:read',
  'file_variables:read',
  'file_variables:write',
  'file_versions:read',
  'files:read',
  'folder_metadata:read',
  'folders:read',
  'library_analytics:read',
  'library_assets:read',
  'library_content:read',
  'org:activity_log_read',
  'org:ai_metering_usage_read',
  'org:developer_log_read',
  'org:discovery_read',
  'project_metadata:read',
  'projects:read',
  'selections:read',
  'team_library_content:read',
  'webhooks:read',
  'webhooks:write',
];

/** Names found in older guides. Figma answers `Invalid scopes for app` to them and never redirects back. */
const LEGACY_FIGMA_SCOPES: ReadonlyMap<string, readonly string[]> = new Map([
  ['file_read', ['file_content:read', 'file_metadata:read', 'file_versions:read', 'current_user:read']],
  ['file_comments', ['file_comments:read', 'file_comments:write']],
  ['file_variables', ['file_variables:read']],
  ['webhooks', ['webhooks:read', 'webhooks:write']],
]);

/** Scopes Figma keeps from public OAuth apps: asking for one makes the whole authorize request fail. */
export const PRIVATE_APP_SCOPES: readonly string[] = [
  'folders:read',
  'folder_metadata:read',
  'projects:read',
  'project_metadata:read',
];

/** Space or comma separated, order kept, repetitions dropped; `scope-token` of RFC 6749 §3.3. */
export const scopeList: Parser<readonly string[]> = (text) => {
  const scopes = text.split(/[\s,]+/).filter((scope) => scope !== '');
  if (scopes.length === 0)
    throw new InvalidValueError('names no scope: list scopes with spaces between them, or unset it');
  if (!scopes.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope))) {
    throw new InvalidValueError(
      'has a scope with a quote, backslash or non-ASCII character: write scopes with spaces between them',
    );
  }
  return [...new Set(scopes)];
};

/** Legacy names become today's with a warning; unknown ones stay, since Figma may have added them. */
export const figmaScopes: Parser<readonly string[]> = (text, warn) => {
  const scopes = scopeList(text, warn).flatMap((scope, index) => figmaScope(scope, index + 1, warn));
  if (!scopes.includes('current_user:read')) {
    warn('lacks current_user:read, without which the account cannot be identified and connecting fails: add it');
  }
  return [...new Set(scopes)];
};

function figmaScope(scope: string, position: number, warn: Warn): readonly string[] {
  const replacements = LEGACY_FIGMA_SCOPES.get(scope);
  if (replacements) {
    warn(`${scope} is not a scope any more: write "${replacements.join(' ')}" instead`);
    return replacements;
  }
  if (scope === 'files:read')
    warn('files:read is deprecated and being removed by Figma: write granular scopes such as file_content:read');
  else if (!FIGMA_SCOPES.includes(scope)) warn(unknownScope(scope, position));
  return [scope];
}

/** Only what looks like a scope is repeated: the entry may be a secret pasted into the wrong variable. */
function unknownScope(scope: string, position: number): string {
  const name = /^[a-z_]{1,30}:(read|write)$/.test(scope) ? scope : `entry ${position}`;
  const known = nearest(scope, FIGMA_SCOPES, 6);
  return `${name} is not a scope known here${known ? `; did you mean ${known}?` : ', check it against your Figma app'}`;
}
