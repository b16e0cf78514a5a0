import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CALLBACK_CODES } from '../lib/callback.js';
import { english } from './index.js';
import { count } from './plural.js';

const html = readFileSync(join(__dirname, '../../index.html'), 'utf8');

describe('the catalogue', () => {
  it.each(CALLBACK_CODES)('has a title and a text for %s', (code) => {
    expect(english.callbackTexts[code].title).not.toBe('');
    expect(english.callbackTexts[code].body).not.toBe('');
  });

  it('names and explains every scope that is usually asked for', () => {
    for (const scope of english.usualScopes) expect(english.scopeTexts[scope]?.reason).toBeTruthy();
  });

  it('has a sentence for every error code the service documents for these routes', () => {
    const codes =
      'invalid_request unsupported_file_type unauthorized insufficient_scope plan_required forbidden not_connected not_found reconnect_required rate_limited provider_rate_limited internal_error provider_error provider_bad_response provider_response_too_large provider_timeout provider_not_configured unavailable';
    for (const code of codes.split(' ')) expect([code, english.problemTexts[code]]).toEqual([code, expect.any(String)]);
  });

  it('counts in the language’s own forms', () => {
    const forms = { one: 'file', other: 'files' };
    expect([0, 1, 2, 1204].map((n) => count('en', n, forms))).toEqual(['0 files', '1 file', '2 files', '1,204 files']);
  });
});

describe('the page', () => {
  it('has the placeholder the service replaces, exactly once', () => {
    expect(html.split('<meta name="figbridge" content="{}" />')).toHaveLength(2);
  });

  it('needs nothing inline that the content security policy would refuse', () => {
    expect(html).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*\ssrc=)/i);
  });

  it('never touches localStorage and renders no HTML of its own making', () => {
    const sources = readdirSync(join(__dirname, '..'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.spec.ts'))
      .map((file) => readFileSync(join(__dirname, '..', file), 'utf8'));
    expect(sources.length).toBeGreaterThan(40);
    for (const source of sources) expect(source).not.toMatch(/localStorage|dangerouslySetInnerHTML|innerHTML/);
  });
});
