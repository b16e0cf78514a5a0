import { type CanActivate, Injectable } from '@nestjs/common';
import { ProvidersService } from '../providers/providers.service.js';

/** Without credentials every route of the provider answers 503 and nothing else is looked at (contract section 3). */
@Injectable()
export class FigmaConfiguredGuard implements CanActivate {
  constructor(private readonly providers: ProvidersService) {}

  canActivate(): boolean {
    this.providers.getConfigured('figma');
    return true;
  }
}
