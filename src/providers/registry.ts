import { figma } from './figma.provider.js';
import { github } from './github.provider.js';
import type { ProviderDefinition } from './provider.js';
import { slack } from './slack.provider.js';

/** The order is the order of the settings page. */
export const registry: readonly ProviderDefinition[] = [figma, github, slack];
