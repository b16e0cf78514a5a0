import { IsOptional } from 'class-validator';

export class StartQuery {
  /**
   * Path on the application's origin to return to after the callback, instead of the configured one.
   * @example /settings/integrations
   */
  @IsOptional()
  returnTo?: string;
}

export class AuthorizationDto {
  /** Send the browser here (a full-page redirect). */
  authorizationUrl: string;

  /** The `state` of the flow; it works once, within 15 minutes. */
  stateToken: string;

  /** @example figma */
  provider: string;
}

export class CallbackDto {
  /** @example figma */
  provider: string;

  /** `confirm`: the signed-in user must post the ticket to `confirm` within 25 seconds. */
  status: 'success' | 'confirm';

  ticket?: string;
}
