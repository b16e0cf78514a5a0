export interface ScopeText {
  label: string;
  reason: string;
}

/** Figma's scopes in plain words: what is allowed, and what it is needed for. */
export const scopeTexts: Record<string, ScopeText> = {
  'current_user:read': { label: 'Your name, e-mail and picture', reason: 'To show which account is connected.' },
  'file_content:read': { label: 'Contents of files', reason: 'To show pages and layers of files you open.' },
  'file_metadata:read': { label: 'Facts about files', reason: 'To show names, previews and dates.' },
  'file_versions:read': { label: 'Version history', reason: 'To notice when a file has changed.' },
  'file_comments:read': { label: 'Read comments', reason: 'To show discussions next to a file.' },
  'file_comments:write': { label: 'Post comments', reason: 'To reply in your name, only when you do so.' },
  'file_dev_resources:read': { label: 'Read dev resources', reason: 'To show links attached in Dev Mode.' },
  'file_dev_resources:write': { label: 'Change dev resources', reason: 'To attach links in Dev Mode.' },
  'file_variables:read': { label: 'Read variables', reason: 'To hand design tokens to developers.' },
  'file_variables:write': { label: 'Change variables', reason: 'To bring design tokens back into Figma.' },
  'library_assets:read': { label: 'Single library assets', reason: 'To look up a component or style.' },
  'library_content:read': { label: 'Library contents of a file', reason: 'To list its components and styles.' },
  'team_library_content:read': { label: 'Team libraries', reason: 'To list shared components and styles.' },
  'folders:read': { label: 'Folders and their files', reason: 'To list the files of your teams.' },
  'folder_metadata:read': { label: 'Facts about folders', reason: 'To show folder names and dates.' },
  'projects:read': { label: 'Projects and their files', reason: 'To list the files of your teams.' },
  'project_metadata:read': { label: 'Facts about projects', reason: 'To show project names and dates.' },
  'webhooks:read': { label: 'See notifications', reason: 'To check that change notices arrive.' },
  'webhooks:write': { label: 'Set up notifications', reason: 'To be told when a file changes.' },
};

/** What is asked for unless the operator chose otherwise. */
export const usualScopes = [
  'current_user:read',
  'file_content:read',
  'file_metadata:read',
  'file_versions:read',
  'file_comments:read',
  'file_comments:write',
  'library_content:read',
  'team_library_content:read',
  'folders:read',
  'webhooks:read',
  'webhooks:write',
];
