import { imageTypeOf } from './image-type.js';

it.each([
  ['89504e470d0a1a0a0000', 'image/png'],
  ['ffd8ffe000104a464946', 'image/jpeg'],
  ['474946383961', 'image/gif'],
  ['474946383761', 'image/gif'],
  ['52494646a00000005745425056503820', 'image/webp'],
])('knows %s as %s', (hex, type) => {
  expect(imageTypeOf(Buffer.from(hex, 'hex'))).toBe(type);
});

it.each([
  ['nothing', ''],
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ['HTML', '<!doctype html><script>'],
  ['a PNG that was cut in its signature', '\u0089PNG'],
  ['sound', 'RIFF0000WAVEfmt '],
])('does not take %s for an image', (_, text) => {
  expect(imageTypeOf(Buffer.from(text, 'latin1'))).toBeNull();
});
