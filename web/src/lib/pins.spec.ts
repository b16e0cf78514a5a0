import { addPin, hasPin, pinOf, removePin } from './pins.js';

const settings = { teamIds: ['1', '2'], files: ['a', 'b'] };

describe('what a link pins', () => {
  it('is the file, the branch by its own key, or the team', () => {
    expect(pinOf({ kind: 'file', fileKey: 'a', nodeId: '1:2' })).toEqual({ kind: 'file', id: 'a' });
    expect(pinOf({ kind: 'branch', fileKey: 'a', branchKey: 'b' })).toEqual({ kind: 'file', id: 'b' });
    expect(pinOf({ kind: 'team', teamId: '7' })).toEqual({ kind: 'team', id: '7' });
  });

  it('is the team of a folder, and nothing when the folder names none', () => {
    expect(pinOf({ kind: 'folder', folderId: '9', teamId: '7' })).toEqual({ kind: 'team', id: '7' });
    expect(pinOf({ kind: 'folder', folderId: '9' })).toBeNull();
  });
});

describe('changing pins', () => {
  it('adds at the end, once, and leaves the other list alone', () => {
    const added = addPin(settings, { kind: 'file', id: 'c' });
    expect(added).toEqual({ teamIds: ['1', '2'], files: ['a', 'b', 'c'] });
    expect(addPin(added, { kind: 'file', id: 'c' })).toBe(added);
  });

  it('removes what it added', () => {
    const pin = { kind: 'team', id: '3' } as const;
    expect(hasPin(addPin(settings, pin), pin)).toBe(true);
    expect(removePin(addPin(settings, pin), pin)).toEqual(settings);
  });
});
