import { figmaScopes } from './scopes.js';

function read(text: string): { scopes: readonly string[]; warnings: string[] } {
  const warnings: string[] = [];
  const scopes = figmaScopes(text, (message) => warnings.push(message));
  return { scopes, warnings };
}

it.each([
  ['file_read', ['file_content:read', 'file_metadata:read', 'file_versions:read', 'current_user:read']],
  ['file_comments', ['file_comments:read', 'file_comments:write']],
  ['file_variables', ['file_variables:read']],
  ['webhooks', ['webhooks:read', 'webhooks:write']],
])('translates the legacy name %s and says what to write', (legacy, replacements) => {
  const { scopes, warnings } = read(`current_user:read,${legacy}`);
  expect(scopes).toEqual([...new Set(['current_user:read', ...replacements])]);
  expect(warnings).toEqual([`${legacy} is not a scope any more: write "${replacements.join(' ')}" instead`]);
});

it('translates the scope line of the older guides without repeating a scope', () => {
  expect(read('file_read,file_comments,file_variables,webhooks').scopes).toEqual([
    'file_content:read',
    'file_metadata:read',
    'file_versions:read',
    'current_user:read',
    'file_comments:read',
    'file_comments:write',
    'file_variables:read',
    'webhooks:read',
    'webhooks:write',
  ]);
});

it('keeps an unknown scope and names the nearest known one', () => {
  const { scopes, warnings } = read('current_user:read file_contents:read');
  expect(scopes).toEqual(['current_user:read', 'file_contents:read']);
  expect(warnings).toEqual(['file_contents:read is not a scope known here; did you mean file_content:read?']);
});

it('names an unknown entry by its position when it may be a secret', () => {
  expect(read('current_user:read dGhpcyBpcyBhIHNlY3JldCE').warnings).toEqual([
    expect.stringMatching(/^entry 2 is not/),
  ]);
});

it('warns of the umbrella Figma is removing', () => {
  expect(read('current_user:read files:read').warnings).toEqual([expect.stringContaining('files:read is deprecated')]);
});

it('warns when the account could not be identified', () => {
  expect(read('file_content:read').warnings).toEqual([expect.stringContaining('current_user:read')]);
});
