import { Injectable, type PipeTransform } from '@nestjs/common';
import { InvalidRequestError } from '../../platform/errors/common.errors.js';
import { isFileKey } from '../links.js';

/** Only what can be a key goes further, so that no request of ours can be bent to another path. */
@Injectable()
export class FileKeyPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    if (typeof value !== 'string' || !isFileKey(value))
      throw new InvalidRequestError('fileKey is not a Figma file key');
    return value;
  }
}
