import type { Comment } from '../api/types.js';

export interface Thread {
  root: Comment;
  /** Oldest first. */
  replies: Comment[];
}

/**
 * Groups Figma's flat list into threads, newest thread first. A reply whose thread is gone stands on its own, a reply
 * to a reply joins the thread above it, and a circle of replies is cut, so that every comment appears exactly once.
 */
export function threadComments(comments: readonly Comment[]): Thread[] {
  const byId = new Map(comments.map((comment) => [comment.id, comment]));
  const threads = new Map<string, Thread>();
  for (const comment of byId.values()) {
    const root = rootOf(comment, byId);
    const thread = threads.get(root.id) ?? { root, replies: [] };
    if (comment !== root) thread.replies.push(comment);
    threads.set(root.id, thread);
  }
  for (const thread of threads.values()) thread.replies.sort(oldestFirst);
  return [...threads.values()].sort((a, b) => oldestFirst(b.root, a.root));
}

export function splitResolved(threads: readonly Thread[]): { open: Thread[]; resolved: Thread[] } {
  return {
    open: threads.filter((thread) => !thread.root.resolved_at),
    resolved: threads.filter((thread) => thread.root.resolved_at),
  };
}

function rootOf(comment: Comment, byId: Map<string, Comment>): Comment {
  const path = [comment];
  let current = comment;
  for (;;) {
    const parent = current.parent_id ? byId.get(current.parent_id) : undefined;
    if (!parent) return current;
    const start = path.indexOf(parent);
    // Every member of a circle must name the same root, whichever member the walk began with.
    if (start !== -1) return path.slice(start).reduce((a, b) => (a.id < b.id ? a : b));
    path.push(parent);
    current = parent;
  }
}

function oldestFirst(a: Comment, b: Comment): number {
  const difference = Date.parse(a.created_at) - Date.parse(b.created_at);
  return Number.isNaN(difference) || difference === 0 ? a.id.localeCompare(b.id) : difference;
}
