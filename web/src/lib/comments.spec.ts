import * as fc from 'fast-check';
import type { Comment } from '../api/types.js';
import { splitResolved, threadComments } from './comments.js';

const comment = (id: string, parent: string | null | undefined, hour = 0, resolved: string | null = null): Comment => ({
  id,
  parent_id: parent,
  user: { handle: 'Mira' },
  created_at: new Date(Date.UTC(2026, 10, 1, hour)).toISOString(),
  resolved_at: resolved,
  message: id,
});
const shape = (comments: Comment[]) =>
  threadComments(comments).map(({ root, replies }) => [root.id, replies.map((reply) => reply.id)]);

describe('threading comments', () => {
  it('takes absent, null and empty parents for the start of a thread', () => {
    expect(shape([comment('a', undefined, 1), comment('b', null, 2), comment('c', '', 3)])).toEqual([
      ['c', []],
      ['b', []],
      ['a', []],
    ]);
  });

  it('puts the newest thread first and the oldest reply first', () => {
    const list = [comment('r2', 'a', 5), comment('a', '', 1), comment('b', '', 2), comment('r1', 'a', 3)];
    expect(shape(list)).toEqual([
      ['b', []],
      ['a', ['r1', 'r2']],
    ]);
  });

  it('shows a reply whose thread was deleted on its own', () => {
    expect(shape([comment('orphan', 'gone')])).toEqual([['orphan', []]]);
  });

  it('lifts a reply to a reply into the thread', () => {
    expect(shape([comment('a', '', 1), comment('b', 'a', 2), comment('c', 'b', 3)])).toEqual([['a', ['b', 'c']]]);
  });

  it('shows every comment exactly once, whatever the parents say', () => {
    const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const list = fc.uniqueArray(fc.record({ id: ids, parent: fc.option(ids), hour: fc.integer({ min: 0, max: 3 }) }), {
      selector: ({ id }) => id,
    });
    fc.assert(
      fc.property(list, (items) => {
        const shown = threadComments(items.map(({ id, parent, hour }) => comment(id, parent, hour))).flatMap(
          ({ root, replies }) => [root.id, ...replies.map((reply) => reply.id)],
        );
        expect(shown.sort()).toEqual(items.map(({ id }) => id).sort());
      }),
    );
  });

  it('sets resolved threads apart with all their replies', () => {
    const done = '2026-11-02T00:00:00Z';
    const { open, resolved } = splitResolved(
      threadComments([comment('a', '', 1, done), comment('b', 'a', 2), comment('c', '', 3)]),
    );
    expect(open.map(({ root }) => root.id)).toEqual(['c']);
    expect(resolved.map(({ root, replies }) => [root.id, replies.length])).toEqual([['a', 1]]);
  });
});
