import { Injectable } from '@nestjs/common';
import { Config, type ProviderSettings } from '../config/config.js';
import { LogService } from '../platform/logging/log.service.js';
import type { ProviderDefinition, ProviderEndpoints } from './provider.js';
import { ProviderNotConfiguredError, UnknownProviderError } from './providers.errors.js';
import { registry } from './registry.js';

/** A provider with the settings of this deployment. */
export interface Provider {
  readonly name: string;
  readonly displayName: string;
  readonly definition: ProviderDefinition;
  readonly settings: ProviderSettings;
  readonly endpoints: ProviderEndpoints;
}

export interface ConfiguredProvider extends Provider {
  readonly clientId: string;
  readonly clientSecret: string;
}

@Injectable()
export class ProvidersService {
  readonly all: readonly Provider[];
  private readonly byName: ReadonlyMap<string, Provider>;

  constructor(
    config: Config,
    private readonly log: LogService,
  ) {
    this.all = registry.map((definition) => withSettings(definition, config));
    this.byName = new Map(this.all.map((provider) => [provider.name, provider]));
    this.announce();
  }

  /** @throws UnknownProviderError (404) */
  get(name: string): Provider {
    const provider = this.byName.get(name);
    if (!provider) throw new UnknownProviderError();
    return provider;
  }

  /** @throws UnknownProviderError (404), ProviderNotConfiguredError (503) */
  getConfigured(name: string): ConfiguredProvider {
    const provider = this.get(name);
    const configured = asConfigured(provider);
    if (!configured) throw new ProviderNotConfiguredError(provider.displayName);
    return configured;
  }

  isConfigured(name: string): boolean {
    return this.get(name).settings.credentials !== null;
  }

  /** Operators search their logs for these words. */
  private announce(): void {
    const configured = this.all.filter((provider) => provider.settings.credentials !== null);
    const summary = `OAuth Manager initialized with ${this.all.length} providers (${configured.length} configured)`;
    this.log.info(summary, { configured: configured.map((provider) => provider.name) });
    for (const provider of configured) this.log.info(`${provider.displayName} credentials loaded`);
  }
}

function withSettings(definition: ProviderDefinition, config: Config): Provider {
  const settings = definition.settings(config);
  const { name, displayName } = definition;
  return { name, displayName, definition, settings, endpoints: definition.endpoints(settings) };
}

function asConfigured(provider: Provider): ConfiguredProvider | null {
  const { credentials } = provider.settings;
  return credentials === null ? null : { ...provider, ...credentials };
}
