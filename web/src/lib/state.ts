import { PROVIDERS } from '../api/types.js';
import type { ConnectionStatus, Integration, IntegrationList, Provider, ProviderInfo } from '../api/types.js';

export type CardState = ConnectionStatus | 'not_configured';

export interface ProviderView {
  info: ProviderInfo;
  integration: Integration | null;
  state: CardState;
}

/** One card per provider the service knows, in a fixed order. */
export function viewProviders(list: IntegrationList): ProviderView[] {
  return PROVIDERS.map((provider) => viewProvider(list, provider)).filter((view) => view !== null);
}

/** Missing credentials win over a stored connection: nothing can use it. */
function viewProvider(list: IntegrationList, provider: Provider): ProviderView | null {
  const info = list.providers.find((candidate) => candidate.provider === provider);
  if (!info) return null;
  const integration = list.integrations.find((candidate) => candidate.provider === provider) ?? null;
  const state = info.configured ? (integration?.status ?? 'not_connected') : 'not_configured';
  return { info, integration, state };
}

/** Files can be asked for: a degraded connection still serves what is stored. */
export function canBrowse(state: CardState): boolean {
  return state === 'connected' || state === 'degraded';
}
