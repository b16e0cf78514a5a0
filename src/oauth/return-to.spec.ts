import fc from 'fast-check';
import { parseReturnTo } from './return-to.js';

const appUrl = 'https://app.example.com';

function parsed(value: unknown): string | null {
  try {
    return parseReturnTo(value, appUrl, '/fallback');
  } catch {
    return null;
  }
}

describe('returnTo', () => {
  it('is the configured path when it is absent', () => {
    expect(parsed(undefined)).toBe('/fallback');
  });

  it('never leads a browser away from the application, whatever it is', () => {
    const pieces = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      ':',
      '@',
      '#',
      '?',
      '%2f',
      '%5c',
      '%2e',
      ' ',
      '\t',
      '\n',
      '\0',
      'e',
      'javascript:',
      'https:',
      '//evil.example',
      'é',
      '😀',
    );
    const value = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(value, (text) => {
        const path = parsed(text);
        if (path === null) return;
        expect(new URL(path, appUrl).origin).toBe(appUrl);
        expect(path).toMatch(/^\/(?![/\\])/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('lets every plain path of the application through as it is', () => {
    const segment = fc.stringMatching(/^[a-z0-9_-]{1,12}$/);
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 6 }), (segments) => {
        const path = `/${segments.join('/')}`;
        expect(parsed(path)).toBe(path);
      }),
    );
  });

  it.each([null, 5, true, ['/a'], { path: '/a' }])('%j is refused', (value) => {
    expect(parsed(value)).toBeNull();
  });

  it('may have 1024 characters and not one more', () => {
    expect(parsed(`/${'a'.repeat(1023)}`)).not.toBeNull();
    expect(parsed(`/${'a'.repeat(1024)}`)).toBeNull();
  });
});
