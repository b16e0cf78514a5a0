import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const freeObject = { type: 'object', additionalProperties: true } as const;

/** Figma's file JSON, unchanged. Fields that Figma adds pass through; these are the ones to expect. */
export class FileDto {
  @ApiProperty({ example: 'Design System' })
  name: string;

  @ApiProperty({ example: '2026-05-04T10:00:00Z' })
  lastModified: string;

  /** Figma's own, short-lived URL. */
  @ApiPropertyOptional()
  thumbnailUrl?: string;

  /** Changes with every edit; compare for equality only. */
  @ApiProperty()
  version: string;

  /** What the connected account may do with the file. */
  @ApiPropertyOptional({ enum: ['owner', 'editor', 'viewer'] })
  role?: string;

  @ApiPropertyOptional({ example: 'figma' })
  editorType?: string;

  /** The tree of nodes. */
  @ApiProperty(freeObject)
  document: Record<string, unknown>;

  @ApiProperty(freeObject)
  components: Record<string, unknown>;

  @ApiProperty(freeObject)
  componentSets: Record<string, unknown>;

  @ApiProperty(freeObject)
  styles: Record<string, unknown>;
}

/** Figma's comments, unchanged. A reply names its thread in `parent_id`. */
export class CommentsDto {
  @ApiProperty({ type: 'array', items: freeObject })
  comments: Record<string, unknown>[];
}
