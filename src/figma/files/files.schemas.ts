import type { SchemaObject } from '../../platform/openapi/api-answer.decorator.js';

// Answers that are Figma's own: these are the members to expect, and whatever Figma adds passes through.

const anyObject: SchemaObject = { type: 'object', additionalProperties: true };

export const figmaFileSchema: SchemaObject = {
  title: 'FigmaFile',
  description: "Figma's file JSON, unchanged.",
  externalDocs: { url: 'https://developers.figma.com/docs/rest-api/file-endpoints/' },
  type: 'object',
  additionalProperties: true,
  required: ['name', 'lastModified', 'version', 'document'],
  properties: {
    name: { type: 'string' },
    lastModified: { type: 'string', format: 'date-time' },
    thumbnailUrl: { type: 'string', description: "Figma's own, short-lived URL." },
    version: { type: 'string', description: 'Changes with every edit; compare for equality only.' },
    role: { type: 'string', description: 'What the connected account may do: `owner`, `editor` or `viewer`.' },
    editorType: { type: 'string', description: '`figma`, `figjam`, …' },
    document: { ...anyObject, description: 'The tree of nodes.' },
    components: anyObject,
    componentSets: anyObject,
    styles: anyObject,
    schemaVersion: { type: 'integer' },
  },
};

export const figmaCommentsSchema: SchemaObject = {
  title: 'FigmaComments',
  description: "Figma's comments, unchanged. A reply names its thread in `parent_id`.",
  externalDocs: { url: 'https://developers.figma.com/docs/rest-api/comments-endpoints/' },
  type: 'object',
  additionalProperties: true,
  required: ['comments'],
  properties: { comments: { type: 'array', items: anyObject } },
};

export const figmaFileExample = {
  document: {
    id: '0:0',
    name: 'Document',
    type: 'DOCUMENT',
    scrollBehavior: 'SCROLLS',
    children: [
      {
        id: '0:1',
        name: 'Page 1',
        type: 'CANVAS',
        scrollBehavior: 'SCROLLS',
        backgroundColor: { r: 0.9607843137254902, g: 0.9607843137254902, b: 0.9607843137254902, a: 1 },
        prototypeStartNodeID: null,
        flowStartingPoints: [],
        prototypeDevice: { type: 'NONE', rotation: 'NONE' },
        children: [],
      },
    ],
  },
  components: {},
  componentSets: {},
  schemaVersion: 0,
  styles: {},
  name: 'Poster',
  lastModified: '2026-02-01T10:00:00Z',
  thumbnailUrl: 'https://s3-alpha.figma.com/thumbnails/9e500a6d-1489-4f9f-940e-25fde009246f',
  version: '7279413490059400891',
  role: 'owner',
  editorType: 'figma',
  linkAccess: 'inherit',
};

export const figmaCommentsExample = {
  comments: [
    {
      id: '6764484662',
      uuid: '666885ca-e2c8-4a87-8a44-fcd974c1ce82',
      file_key: 'SmallFileKey0000000001',
      parent_id: '',
      user: {
        id: '900000000000000002',
        handle: 'Ben',
        img_url: 'https://s3-alpha.figma.com/profile/131482fa-a8c4-4ed2-b0f9-0aae76e90ee1',
      },
      created_at: '2026-02-02T10:00:00.000Z',
      resolved_at: null,
      message: 'Nice.',
      reactions: [],
      order_id: '1',
      client_meta: { x: 24, y: 24 },
    },
  ],
};
