import { decodePng } from '../testing/decode-png.js';
import { Canvas } from './canvas.js';

const WHITE = { r: 1, g: 1, b: 1, a: 1 };
const RED = { r: 1, g: 0, b: 0, a: 1 };

const drawn = (draw: (canvas: Canvas) => void) => {
  const canvas = new Canvas(20, 20, WHITE);
  draw(canvas);
  return decodePng(canvas.toPng());
};

describe('the canvas', () => {
  it('fills rectangles to their edges and not beyond', () => {
    const { at } = drawn((canvas) => {
      canvas.rectangle({ x: 5, y: 5, width: 10, height: 10 }, 0, RED);
    });
    expect([at(5, 5), at(14, 14)]).toEqual([
      [255, 0, 0],
      [255, 0, 0],
    ]);
    expect([at(4, 5), at(15, 14)]).toEqual([
      [255, 255, 255],
      [255, 255, 255],
    ]);
  });

  it('leaves out round corners and smooths their edge', () => {
    const { at, colors } = drawn((canvas) => {
      canvas.rectangle({ x: 0, y: 0, width: 20, height: 20 }, 10, RED);
    });
    expect(at(0, 0)).toEqual([255, 255, 255]);
    expect(at(10, 0)).toEqual([255, 0, 0]);
    expect(colors.size).toBeGreaterThan(3);
  });

  it('mixes translucent ink with what is below', () => {
    const { at } = drawn((canvas) => {
      canvas.ellipse({ x: 0, y: 0, width: 20, height: 20 }, RED, 0.5);
    });
    expect(at(10, 10)).toEqual([255, 128, 128]);
  });

  it('draws nothing outside a clip, round corners included, and forgets the clip afterwards', () => {
    const everywhere = { x: -5, y: -5, width: 40, height: 40 };
    const { at } = drawn((canvas) => {
      canvas.clipped({ x: 4, y: 4, width: 12, height: 12 }, 6, () => {
        canvas.rectangle(everywhere, 0, RED);
      });
    });
    expect([at(10, 10), at(10, 3), at(4, 4)]).toEqual([
      [255, 0, 0],
      [255, 255, 255],
      [255, 255, 255],
    ]);
    const after = drawn((canvas) => {
      canvas.clipped({ x: 0, y: 0, width: 1, height: 1 }, 0, () => undefined);
      canvas.rectangle(everywhere, 0, RED);
    });
    expect(after.at(19, 19)).toEqual([255, 0, 0]);
  });

  it('runs gradients from the top left to the bottom right', () => {
    const stops = [
      { position: 0, color: RED },
      { position: 1, color: { r: 0, g: 0, b: 1, a: 1 } },
    ];
    const { at } = drawn((canvas) => {
      canvas.rectangle({ x: 0, y: 0, width: 20, height: 20 }, 0, stops);
    });
    expect(at(0, 0)[0]).toBeGreaterThan(240);
    expect(at(19, 19)[2]).toBeGreaterThan(240);
    expect(at(10, 10)[0]).toBeGreaterThan(100);
    expect(at(10, 10)[2]).toBeGreaterThan(100);
  });

  it('draws lines between their ends', () => {
    const { at } = drawn((canvas) => {
      canvas.line({ x: 2, y: 2 }, { x: 18, y: 18 }, 2, RED);
    });
    expect([at(10, 10), at(10, 4)]).toEqual([
      [255, 0, 0],
      [255, 255, 255],
    ]);
  });
});
