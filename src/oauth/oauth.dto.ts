import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';

export class StartQuery {
  /** Path on the application's origin to return to after the callback, instead of the configured one. */
  @IsOptional()
  @ApiPropertyOptional({ type: String, maxLength: 2048, example: '/settings/integrations' })
  returnTo?: string;
}

export class AuthorizationDto {
  /** Send the browser here (a full-page redirect). */
  @ApiProperty({ type: String, format: 'uri' })
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
  @ApiProperty({ enum: ['success', 'confirm'] })
  status: 'success' | 'confirm';

  /** Only with `confirm`. */
  @ApiPropertyOptional({ type: String })
  ticket?: string;
}
