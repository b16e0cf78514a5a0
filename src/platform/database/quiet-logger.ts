import { AbstractLogger } from 'typeorm';

/**
 * Says nothing: TypeORM would print its own lines to stdout, which carries JSON only, and query texts with parameters among
 * them. What fails is thrown, and logged by whoever catches it.
 */
export class QuietLogger extends AbstractLogger {
  protected override writeLog(): void {
    // see above
  }
}
