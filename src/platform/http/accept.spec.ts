import fc from 'fast-check';
import { acceptWeight } from './accept.js';

describe('the weight of a media type in Accept', () => {
  it.each([
    [undefined, 1],
    ['*/*', 1],
    ['application/json', 1],
    ['APPLICATION/JSON', 1],
    ['application/*;q=0.4', 0.4],
    ['text/html', 0],
    ['', 0],
    ['text/html, application/json;q=0.7, */*;q=0.1', 0.7],
    ['*/*;q=0.1, application/*;q=0.5', 0.5],
    ['application/json;q=0', 0],
    ['application/json; q=0, */*', 0],
    ['application/json;q=nonsense', 0],
    ['application/json;q=7', 0],
    ['application/json ; charset=utf-8 ; q=0.3', 0.3],
    [',,application/json,,', 1],
  ])('of %j is %d', (header, weight) => {
    expect(acceptWeight(header, 'application/json')).toBe(weight);
  });

  it('is between 0 and 1, whatever the header is', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const weight = acceptWeight(header, 'application/json');
        expect(weight >= 0 && weight <= 1).toBe(true);
      }),
    );
  });
});
