/** Up to two capitals for an account without a picture: first and last word of the name, else of the address. */
export function initials(name: string): string {
  const words = name
    .replace(/@.*$/, '')
    .split(/[\s._-]+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const picked = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return picked.map(firstCharacter).join('').toUpperCase();
}

/** The confirm step for somebody who holds a JWT in a shell and not in this browser. `$JWT` is left for the shell. */
export function confirmCommand(origin: string, provider: string, ticket: string): string {
  return [
    `curl -X POST ${origin}/api/integrations/${provider}/confirm`,
    `  -H "Authorization: Bearer $JWT"`,
    `  -H 'Content-Type: application/json'`,
    `  -d '${JSON.stringify({ ticket })}'`,
  ].join(' \\\n');
}

/** Only the web: a `javascript:` address handed to `location.assign` would run in this page. */
export function isWebAddress(value: string): boolean {
  return /^https?:\/\/[^/]/i.test(value);
}

/** As people count characters: an accent or an emoji's parts stay together. */
function firstCharacter(word: string | undefined): string {
  for (const { segment } of new Intl.Segmenter().segment(word ?? '')) return segment;
  return '';
}
