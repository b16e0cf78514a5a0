import { ArrayMaxSize, IsArray, IsString, MaxLength } from 'class-validator';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const mostEntries = 100;
const longestEntry = 4096;
const entries = { type: 'array', maxItems: mostEntries, items: { type: 'string', maxLength: longestEntry } } as const;

export class FigmaSettingsDto {
  /** Teams whose files are listed: ids, or links to team pages. */
  @ApiProperty({ ...entries, example: ['1100000000000000001'] })
  @IsArray()
  @ArrayMaxSize(mostEntries)
  @IsString({ each: true })
  @MaxLength(longestEntry, { each: true })
  teamIds: string[];

  /** Files that are listed whatever their team: keys, or links. */
  @ApiProperty({ ...entries, example: ['https://www.figma.com/design/SmallFileKey0000000001/Poster'] })
  @IsArray()
  @ArrayMaxSize(mostEntries)
  @IsString({ each: true })
  @MaxLength(longestEntry, { each: true })
  files: string[];
}

export class ResolveDto {
  /** A link as Figma's address bar or share dialog gives it. */
  @ApiProperty({
    type: String,
    maxLength: longestEntry,
    example: 'https://www.figma.com/design/AbCdEfGhIjKlMnOpQrStUv/Checkout?node-id=1-2',
  })
  @IsString()
  @MaxLength(longestEntry)
  url: string;
}

/** What a link points at; only the members that belong to its kind are present. */
export class FigmaLinkDto {
  @ApiProperty({ enum: ['team', 'folder', 'file', 'branch'] })
  kind: 'team' | 'folder' | 'file' | 'branch';

  @ApiPropertyOptional()
  teamId?: string;

  @ApiPropertyOptional()
  folderId?: string;

  /** The main file's key, also on a branch. */
  @ApiPropertyOptional()
  fileKey?: string;

  @ApiPropertyOptional()
  branchKey?: string;

  /** In the API's form. */
  @ApiPropertyOptional({ example: '1:2' })
  nodeId?: string;
}
