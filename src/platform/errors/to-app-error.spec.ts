import { BadRequestException, ForbiddenException, HttpException, NotFoundException } from '@nestjs/common';
import fc from 'fast-check';
import { errorBody } from './error-body.js';
import { NotFoundError, UnavailableError } from './common.errors.js';
import { toAppError } from './to-app-error.js';

const fastifyError = (statusCode: number, code: string): Error =>
  Object.assign(new Error('planted'), { statusCode, code });

describe('an error on its way out', () => {
  it.each([
    [fastifyError(413, 'FST_ERR_CTP_BODY_TOO_LARGE'), 413, 'payload_too_large'],
    [fastifyError(415, 'FST_ERR_CTP_INVALID_MEDIA_TYPE'), 415, 'unsupported_media_type'],
    [fastifyError(400, 'FST_ERR_CTP_INVALID_CONTENT_LENGTH'), 400, 'invalid_request'],
    [fastifyError(500, 'FST_ERR_X'), 500, 'internal_error'],
    [fastifyError(400, 'ANOTHER_LIBRARY'), 500, 'internal_error'],
    [new NotFoundException('planted'), 404, 'not_found'],
    [new ForbiddenException('planted'), 400, 'invalid_request'],
    [new HttpException('planted', 502), 500, 'internal_error'],
    [Object.assign(new Error('planted'), { code: 'ECONNREFUSED' }), 503, 'unavailable'],
    [new TypeError('planted'), 500, 'internal_error'],
    ['planted', 500, 'internal_error'],
    [undefined, 500, 'internal_error'],
  ])('%p has status %d and the word %s, and a text of ours', (error, status, code) => {
    const known = toAppError(error);
    expect([known.status, known.code]).toEqual([status, code]);
    expect(JSON.stringify(errorBody(known, 'id'))).not.toContain('planted');
  });

  it('of ours stays as it is', () => {
    const error = new NotFoundError('No such thing');
    expect(toAppError(error)).toBe(error);
    expect(errorBody(new UnavailableError({ details: { more: 1 } }), 'id')).toMatchObject({ statusCode: 503, more: 1 });
  });

  it('of the validation names the fields', () => {
    const error = new BadRequestException(['property user_id should not exist', 'url must be a string']);
    expect(toAppError(error).message).toBe('property user_id should not exist; url must be a string');
  });

  it('always has a status of an error', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(toAppError(value).status).toBeGreaterThanOrEqual(400);
      }),
    );
  });
});
