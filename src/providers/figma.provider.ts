import { idOrNull, isRecord, textOrNull, type ProviderDefinition } from './provider.js';

/** https://developers.figma.com/docs/rest-api/oauth-apps/ */
export const figma: ProviderDefinition = {
  name: 'figma',
  displayName: 'Figma',
  settings: (config) => config.figma,
  endpoints: ({ webUrl, apiUrl }) => ({
    authorization: new URL(`${webUrl}/oauth`),
    token: new URL(`${apiUrl}/v1/oauth/token`),
    refresh: [new URL(`${apiUrl}/v1/oauth/refresh`), new URL(`${apiUrl}/v1/oauth/token`)],
    account: new URL(`${apiUrl}/v1/me`),
  }),
  clientAuthentication: 'basic',
  oneLiveTokenPerAccount: true,
  parseAccount: (body) => {
    if (!isRecord(body)) return null;
    const id = idOrNull(body.id);
    if (id === null) return null;
    const email = textOrNull(body.email);
    const handle = textOrNull(body.handle);
    return { id, username: email ?? handle, email, metadata: { handle, avatarUrl: textOrNull(body.img_url) } };
  },
};
