/** Figma's OAuth scopes in the words of the consent page. */
const SCOPES: Readonly<Record<string, string>> = {
  'current_user:read': 'See your name, e-mail address and profile picture',
  'file_content:read': 'See the contents of files you can open',
  'file_metadata:read': 'See names, dates and editors of files you can open',
  'file_versions:read': 'See the version history of files you can open',
  'file_comments:read': 'Read comments in files you can open',
  'file_comments:write': 'Write and delete comments in your name',
  'file_dev_resources:read': 'See the dev resources attached to files',
  'file_dev_resources:write': 'Add, change and remove dev resources',
  'file_variables:read': 'See variables (Enterprise plans)',
  'file_variables:write': 'Change variables (Enterprise plans)',
  'library_assets:read': 'See single published components and styles',
  'library_content:read': 'See the components and styles that files publish',
  'team_library_content:read': 'See the components and styles that your teams publish',
  'library_analytics:read': 'See how libraries are used (Enterprise plans)',
  'folders:read': 'List your teams’ folders and the files in them',
  'folder_metadata:read': 'See names, dates and file counts of folders',
  'projects:read': 'List your teams’ projects and the files in them',
  'project_metadata:read': 'See names, dates and file counts of projects',
  'webhooks:read': 'See webhooks',
  'webhooks:write': 'Create and change webhooks',
  'selections:read': 'See what you selected last in a file',
};

/** Comma or space separated. Duplicates count once; order is kept. */
export function parseScopes(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((scope) => scope !== ''))];
}

export function describeScope(scope: string): string {
  return SCOPES[scope] ?? scope;
}

/** Listing what a team has is closed to public apps, by the current name and by the deprecated one. */
export function isRefusedToPublicApps(scope: string): boolean {
  return scope === 'projects:read';
}
