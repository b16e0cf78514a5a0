import { randomUUID } from 'node:crypto';
import { FigmaError } from '../http/figma-error.js';
import { shortId } from '../ids.js';
import type { Comment, DesignFile } from '../state/entities.js';
import { fileOf } from './files.js';
import type { Operation, RestCall } from './operation.js';
import { userBody } from './users.js';

interface NewComment {
  readonly message: string;
  readonly parentId: string | null;
  readonly clientMeta: Record<string, unknown>;
}

/** Replies carry no `client_meta`, against the OpenAPI file and with the live service; `uuid` is not in the file either. */
function commentBody(call: RestCall, file: DesignFile, comment: Comment): Record<string, unknown> {
  return {
    id: comment.id,
    uuid: comment.uuid,
    file_key: file.key,
    parent_id: comment.parentId ?? '',
    user: userBody(call, comment.userId),
    created_at: comment.createdAt.toISOString(),
    resolved_at: comment.resolvedAt?.toISOString() ?? null,
    message: comment.message,
    reactions: [],
    order_id: comment.orderId,
    ...(comment.clientMeta ? { client_meta: comment.clientMeta } : {}),
  };
}

function postComment(call: RestCall): unknown {
  const { file } = fileOf(call);
  const { message, parentId, clientMeta } = parseNewComment(call.body, file);
  const id = shortId(file.key, randomUUID());
  const comment: Comment = {
    id,
    uuid: randomUUID(),
    userId: call.user.id,
    message,
    createdAt: new Date(call.clock.now()),
    resolvedAt: null,
    parentId,
    clientMeta: parentId === null ? clientMeta : null,
    orderId: parentId === null ? nextOrderId(file) : null,
  };
  file.comments.push(comment);
  return commentBody(call, file, comment);
}

function parseNewComment(body: unknown, file: DesignFile): NewComment {
  const { message, comment_id: parentId = null, client_meta: clientMeta = { x: 0, y: 0 } } = fieldsOf(body);
  if (typeof message !== 'string' || message.trim() === '') throw new FigmaError(400, 'Parameter message is required');
  if (parentId !== null && !isRootOf(file, parentId)) throw new FigmaError(400, 'Invalid parameter comment_id');
  if (!isPosition(clientMeta)) throw new FigmaError(400, 'Invalid parameter client_meta');
  return { message, parentId, clientMeta };
}

function fieldsOf(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

function isRootOf(file: DesignFile, id: unknown): id is string {
  return file.comments.some((comment) => comment.id === id && comment.parentId === null);
}

/** A point or region of the canvas, or an offset or region inside a node. */
function isPosition(value: unknown): value is Record<string, unknown> {
  const fields = fieldsOf(value);
  const isPoint = (point: Record<string, unknown>): boolean =>
    typeof point.x === 'number' && typeof point.y === 'number';
  return isPoint(fields) || (typeof fields.node_id === 'string' && isPoint(fieldsOf(fields.node_offset)));
}

function nextOrderId(file: DesignFile): string {
  return String(Math.max(0, ...file.comments.map((comment) => Number(comment.orderId ?? 0))) + 1);
}

/** Authors only. The replies to a deleted comment go with it. */
function deleteComment(call: RestCall): unknown {
  const { file } = fileOf(call);
  const comment = file.comments.find((candidate) => candidate.id === call.params.comment_id);
  if (!comment) throw new FigmaError(404, 'Not found');
  if (comment.userId !== call.user.id) throw new FigmaError(403, 'You can only delete your own comments');
  file.comments = file.comments.filter(({ id, parentId }) => id !== comment.id && parentId !== comment.id);
  return { status: 200, error: false };
}

export const COMMENT_OPERATIONS: readonly Operation[] = [
  {
    operationId: 'getComments',
    method: 'GET',
    path: '/v1/files/:file_key/comments',
    scope: 'file_comments:read',
    takesFilesRead: true,
    tier: 2,
    answer: (call) => {
      const { file } = fileOf(call);
      return { comments: file.comments.map((comment) => commentBody(call, file, comment)) };
    },
  },
  {
    operationId: 'postComment',
    method: 'POST',
    path: '/v1/files/:file_key/comments',
    scope: 'file_comments:write',
    takesFilesRead: false,
    tier: 2,
    badRequest: 'message',
    answer: postComment,
  },
  {
    operationId: 'deleteComment',
    method: 'DELETE',
    path: '/v1/files/:file_key/comments/:comment_id',
    scope: 'file_comments:write',
    takesFilesRead: false,
    tier: 2,
    answer: deleteComment,
  },
];
