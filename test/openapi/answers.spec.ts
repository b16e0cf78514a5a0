import { expectDocumented } from '../support/openapi.js';

const requestId = '0b6f6a52-5d0c-4f5e-9d52-3f2c5f9f0d11';
const headers = {
  'content-type': 'application/json; charset=utf-8',
  'x-request-id': requestId,
  'x-ratelimit-limit': '600',
  'x-ratelimit-remaining': '1',
  'x-ratelimit-reset': '1',
};
const json = (status: number, body: unknown, fields: Record<string, string> = headers): Response =>
  new Response(JSON.stringify(body), { status, headers: fields });
const error = (code: string, statusCode: number, more: object = {}): object => ({
  ...{ error: 'No', message: 'No', code, statusCode, requestId },
  ...more,
});

/** The check that stands behind every answer of the e2e tests. */
describe('an answer', () => {
  const path = '/api/integrations/figma/resolve';
  const check = (response: Response): Promise<void> => expectDocumented(response, 'POST', `${path}?x=1`);

  it('passes when it is as documented', async () => {
    await check(json(200, { kind: 'team', teamId: '1' }));
    await check(json(400, error('invalid_request', 400)));
  });

  it.each([
    ['a status that is not documented', json(404, error('not_found', 404))],
    ['a body without a required member', json(200, { teamId: '1' })],
    ['a member that is not documented', json(200, { kind: 'team', token: 'x' })],
    ['a value outside its list', json(200, { kind: 'page' })],
    ['an error code that is not of this operation', json(400, error('confirm_failed', 400))],
    ['an error with a member that is not documented', json(400, error('invalid_request', 400, { stack: 'at' }))],
    ['another media type', json(200, { kind: 'team' }, { ...headers, 'content-type': 'text/html' })],
    ['a missing header field', json(200, { kind: 'team' }, { 'content-type': 'application/json' })],
    ['something that is not JSON', new Response('{', { status: 200, headers })],
  ])('fails for %s', async (_name, response) => {
    await expect(check(response)).rejects.toThrow('openapi.json (resolveFigmaLink) does not allow');
  });

  it('fails for a body where none is documented', async () => {
    const response = new Response('here', { status: 302, headers: { ...headers, location: '/' } });
    await expect(expectDocumented(response, 'GET', '/api/integrations/figma/callback')).rejects.toThrow('has a body');
  });

  it('is not looked at when the document has no such path or method', async () => {
    await expectDocumented(new Response('?', { status: 418 }), 'GET', '/settings/integrations');
    await expectDocumented(new Response('?', { status: 418 }), 'PATCH', path);
  });
});
