import { scopeList } from '../parsers/scopes.js';
import { clientSecret } from '../parsers/secrets.js';
import { clientId } from '../parsers/simple.js';
import { baseUrl, redirectUri } from '../parsers/urls.js';
import { defaulted, optional } from './setting.js';
import type { DefaultedSetting, Section, Setting } from './setting.js';

type Prefix = 'FIGMA' | 'GITHUB' | 'SLACK';

interface ProviderDefaults {
  readonly name: Section & ('Figma' | 'GitHub' | 'Slack');
  readonly webUrl: string;
  readonly apiUrl: string;
}

type CredentialSettings<P extends Prefix> = Record<`${P}_CLIENT_ID` | `${P}_CLIENT_SECRET`, Setting<string>>;
type EndpointSettings<P extends Prefix> = Record<
  `${P}_REDIRECT_URI` | `${P}_WEB_URL` | `${P}_API_URL`,
  DefaultedSetting<string>
>;

export const FIGMA_CREDENTIALS = credentials('FIGMA', 'Figma');
export const FIGMA_ENDPOINTS = endpoints('FIGMA', {
  name: 'Figma',
  webUrl: 'https://www.figma.com',
  apiUrl: 'https://api.figma.com',
});

export const GITHUB_SETTINGS = {
  ...credentials('GITHUB', 'GitHub'),
  GITHUB_SCOPES: scopes('GitHub', 'read:user user:email'),
  ...endpoints('GITHUB', { name: 'GitHub', webUrl: 'https://github.com', apiUrl: 'https://api.github.com' }),
};

export const SLACK_SETTINGS = {
  ...credentials('SLACK', 'Slack'),
  SLACK_SCOPES: scopes('Slack', 'users:read users:read.email'),
  ...endpoints('SLACK', { name: 'Slack', webUrl: 'https://slack.com', apiUrl: 'https://slack.com/api' }),
};

function credentials<P extends Prefix>(prefix: P, name: ProviderDefaults['name']): CredentialSettings<P> {
  return {
    [`${prefix}_CLIENT_ID`]: optional({
      section: name,
      description: `Client id of the ${name} app. With neither it nor \`${prefix}_CLIENT_SECRET\`, ${name} is "not configured" and the rest of the service runs; one without the other is an error.`,
      example: 'client-id',
      parse: clientId,
    }),
    [`${prefix}_CLIENT_SECRET`]: optional({
      section: name,
      description: `Client secret of the ${name} app.`,
      example: `replace-with-the-secret-of-your-${name.toLowerCase()}-app`,
      secret: true,
      parse: clientSecret,
    }),
  } as CredentialSettings<P>;
}

function scopes(name: ProviderDefaults['name'], byDefault: string): DefaultedSetting<readonly string[]> {
  return defaulted({
    section: name,
    description: `Scopes to ask ${name} for, space or comma separated.`,
    default: byDefault,
    parse: scopeList,
  });
}

function endpoints<P extends Prefix>(prefix: P, { name, webUrl, apiUrl }: ProviderDefaults): EndpointSettings<P> {
  const path = `/api/integrations/${name.toLowerCase()}/callback`;
  return {
    [`${prefix}_REDIRECT_URI`]: defaulted({
      section: name,
      description: `Address ${name} sends the browser back to. It must be registered on the ${name} app, character by character.`,
      default: (effective) => `${effective('PUBLIC_URL')}${path}`,
      parse: redirectUri,
    }),
    [`${prefix}_WEB_URL`]: defaulted({
      section: name,
      description: `Where users grant access. Only tests, sandboxes and private installations change it. Plain http is accepted for loopback hosts only.`,
      default: webUrl,
      parse: baseUrl,
    }),
    [`${prefix}_API_URL`]: defaulted({
      section: name,
      description: `Root of the ${name} API. Plain http is accepted for loopback hosts only.`,
      default: apiUrl,
      parse: baseUrl,
    }),
  } as EndpointSettings<P>;
}
