import { IsOptional, Matches } from 'class-validator';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class ListingQuery {
  /** A team's id; without it, the configured teams and the caller's own. */
  @IsOptional()
  @Matches(/^\d{1,32}$/, { message: 'teamId is not a Figma team id' })
  @ApiPropertyOptional({ type: String, pattern: '^\\d{1,32}$', example: '1100000000000000001' })
  teamId?: string;
}

export class ListedFileDto {
  /** @example AbCdEfGhIjKlMnOpQrStUv */
  key: string;

  /** @example Checkout */
  name: string;

  /** A signed URL of this service that needs no JWT for the next days, or null. */
  @ApiProperty({ type: String, nullable: true })
  thumbnail_url: string | null;

  /** As Figma sent it. */
  @ApiProperty({ type: String, nullable: true, example: '2026-05-04T10:00:00Z' })
  last_modified: string | null;

  /** Null when the listing does not tell. */
  @ApiProperty({ type: String, nullable: true })
  version: string | null;
}

/** A folder (formerly: project). Nested folders stand beside their parents. */
export class ListedProjectDto {
  id: string;

  /** @example Mobile app */
  name: string;

  teamId: string;

  /** The folder it lies in, or null at the top of the team. */
  @ApiProperty({ type: String, nullable: true })
  parentId: string | null;

  @ApiProperty({ type: () => [ListedFileDto] })
  files: ListedFileDto[];
}

export class FigmaUserDto {
  /** Figma's id of the account. */
  id: string;

  @ApiProperty({ type: String, nullable: true })
  email: string | null;

  @ApiProperty({ type: String, nullable: true })
  handle: string | null;
}

export class ListingProblemDto {
  @ApiProperty({ type: String, nullable: true })
  teamId: string | null;

  @ApiProperty({ type: String, nullable: true })
  folderId: string | null;

  @ApiProperty({ type: String, nullable: true })
  fileKey: string | null;

  /**
   * The error code that a request for this part alone would give, or `too_many_folders`.
   * @example forbidden
   */
  code: string;
}

export class ListingStateDto {
  /** Whether teams could be listed at all. */
  available: boolean;

  /** `no_team`: none is known, neither configured nor pinned. `public_app`: Figma does not let public apps list teams. */
  @ApiProperty({ type: String, nullable: true, enum: ['no_team', 'public_app', null] })
  reason: 'no_team' | 'public_app' | null;

  /** Parts that are missing from this listing, and why. */
  @ApiProperty({ type: () => [ListingProblemDto] })
  problems: ListingProblemDto[];
}

export class ListingDto {
  /** The first team that was listed. */
  @ApiProperty({ type: String, nullable: true })
  teamId: string | null;

  @ApiProperty({ type: () => [ListedProjectDto] })
  projects: ListedProjectDto[];

  /** All files of the projects, and the caller's pinned files. */
  @ApiProperty({ type: () => [ListedFileDto] })
  files: ListedFileDto[];

  user: FigmaUserDto;

  listing: ListingStateDto;
}
