import type { Integration, IntegrationList } from '../api/types.js';
import { canBrowse, viewProviders } from './state.js';

const figma = { provider: 'figma', connected: true, status: 'connected' } as Integration;
const list = (configured: boolean, integrations: Integration[]): IntegrationList => ({
  integrations,
  providers: [
    { provider: 'slack', name: 'Slack', configured: false },
    { provider: 'figma', name: 'Figma', configured },
  ],
});

describe('what a card shows', () => {
  it('follows the status of the connection', () => {
    expect(viewProviders(list(true, [figma]))[0]).toMatchObject({ state: 'connected', integration: figma });
    expect(viewProviders(list(true, []))[0]).toMatchObject({ state: 'not_connected', integration: null });
  });

  it('is "not configured" even when an old connection is stored, and still knows it', () => {
    expect(viewProviders(list(false, [figma]))[0]).toMatchObject({ state: 'not_configured', integration: figma });
  });

  it('has a fixed order and no card for providers the service does not name', () => {
    expect(viewProviders(list(true, [])).map((view) => view.info.provider)).toEqual(['figma', 'slack']);
  });
});

it('offers files while they can be served', () => {
  expect(
    ['connected', 'degraded', 'needs_reconnect', 'not_connected', 'not_configured'].map((state) =>
      canBrowse(state as never),
    ),
  ).toEqual([true, true, false, false, false]);
});
