const members = ['code', 'error', 'message', 'requestId', 'statusCode'];

/** The contract's error body and nothing that a client must not see; answers it for further looks. */
export async function expectError(response: Response, status: number, code: string): Promise<Record<string, unknown>> {
  const text = await response.text();
  expect({ status: response.status, text }).toEqual({ status, text: expect.stringContaining('{') as string });
  const body = JSON.parse(text) as Record<string, unknown>;
  expect(Object.keys(body)).toEqual(expect.arrayContaining(members));
  expect(body).toMatchObject({ code, statusCode: status, message: body.error });
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(body.requestId).toBe(response.headers.get('x-request-id'));
  expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|SELECT |INSERT |UPDATE |postgres/);
  if (status === 403 || status >= 500) expect(String(body.error)).not.toMatch(/fetch|network|token/i);
  return body;
}
