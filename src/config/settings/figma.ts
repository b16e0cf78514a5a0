import { assetHost } from '../parsers/network.js';
import { figmaScopes, PRIVATE_APP_SCOPES } from '../parsers/scopes.js';
import { webhookSecret } from '../parsers/secrets.js';
import { commaList, figmaTeamId, integer, oneOf } from '../parsers/simple.js';
import { defaulted, optional } from './setting.js';

const DEFAULT_SCOPES = [
  'current_user:read',
  'file_content:read',
  'file_metadata:read',
  'file_versions:read',
  'file_comments:read',
  'file_comments:write',
  'library_content:read',
  'team_library_content:read',
  'webhooks:read',
  'webhooks:write',
  'folders:read',
];

/**
 * Seen in recorded answers: thumbnails and profile pictures (`s3-alpha`, formerly `s3-alpha-sig`), renders
 * (`figma-alpha-api`), default pictures (`www`, `static`). The path-style `s3.us-west-2.amazonaws.com` is left out on
 * purpose: it would admit every bucket of that region.
 */
const DEFAULT_ASSET_HOSTS = [
  's3-alpha.figma.com',
  's3-alpha-sig.figma.com',
  'figma-alpha-api.s3.us-west-2.amazonaws.com',
  'www.figma.com',
  'static.figma.com',
];

const MONTH_SECONDS = 30 * 24 * 3600;

/** What only Figma has; `settings/providers.ts` holds what it shares with the other providers. */
export const FIGMA_SETTINGS = {
  FIGMA_APP_KIND: defaulted({
    section: 'Figma',
    description:
      '`private` (users of the team or organization that owns the app) or `public` (any Figma account, reviewed by Figma). Public apps may not list folders or projects; the service explains that instead of failing.',
    default: 'private',
    parse: oneOf('private', 'public'),
  }),
  FIGMA_SCOPES: defaulted({
    section: 'Figma',
    description:
      'Scopes to ask for, space or comma separated. All must be enabled on the Figma app, or Figma refuses every connection attempt. The default of public apps lacks `folders:read`. The old names `file_read`, `file_comments`, `file_variables` and `webhooks` are translated with a warning.',
    default: (effective) => defaultScopes(effective('FIGMA_APP_KIND')).join(' '),
    parse: figmaScopes,
  }),
  FIGMA_TEAM_IDS: optional({
    section: 'Figma',
    description:
      'Comma list of team ids every user may browse, before their own. Figma tells no program which teams exist: the id stands after `/team/` in the address of the team page.',
    example: '1234567890123456789',
    parse: commaList(figmaTeamId),
  }),
  FIGMA_WEBHOOK_SECRET: optional({
    section: 'Figma',
    description:
      'Comma list of secrets, all accepted, so that one can be replaced without losing deliveries. Each is the HMAC key of `X-Figma-Signature` and is accepted as the `passcode` of a delivery.',
    example: 'replace-with-a-random-webhook-secret',
    secret: true,
    parse: commaList(webhookSecret),
  }),
  FIGMA_ASSET_HOSTS: defaulted({
    section: 'Figma',
    description:
      "Comma list of hosts whose images this service fetches and passes on: `host`, `host:port` or `*.host` for its subdomains. Images over plain http are fetched from loopback hosts only. The default are Figma's image hosts.",
    default: DEFAULT_ASSET_HOSTS.join(','),
    parse: commaList(assetHost),
  }),
  FIGMA_CACHE_TTL_SECONDS: defaulted({
    section: 'Figma',
    description: 'Seconds a cached file is served without asking Figma again, up to 30 days.',
    default: '86400',
    parse: integer({ min: 1, max: MONTH_SECONDS }),
  }),
  FIGMA_ACCESS_TTL_SECONDS: defaulted({
    section: 'Figma',
    description:
      'Seconds for which "this user may read this file" is believed before Figma is asked again, up to one day.',
    default: '900',
    parse: integer({ min: 1, max: 86400 }),
  }),
  FIGMA_CACHE_SHARING: defaulted({
    section: 'Figma',
    description:
      'Whether users who may read the same file share one cached copy: `on`, `off`, or `auto` (on for private apps, off for public ones).',
    default: 'auto',
    parse: oneOf('auto', 'on', 'off'),
  }),
};

function defaultScopes(appKind: string): readonly string[] {
  return appKind === 'public' ? DEFAULT_SCOPES.filter((scope) => !PRIVATE_APP_SCOPES.includes(scope)) : DEFAULT_SCOPES;
}
