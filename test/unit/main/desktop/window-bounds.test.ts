/** Remembered places of a window on the displays that there are now. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitBounds, type Area } from '../../../../main/desktop/window-bounds.ts';

const LEFT: Area = { x: 0, y: 25, width: 1440, height: 875 };
const RIGHT: Area = { x: 1440, y: 0, width: 2560, height: 1440 };

it('keeps bounds that fit, on any display', () => {
  for (const bounds of [
    { x: 10, y: 30, width: 1000, height: 700 },
    { x: 2000, y: 100, width: 1900, height: 1300 },
  ])
    expect(fitBounds(bounds, [LEFT, RIGHT])).toEqual(bounds);
});

it('is never too small to use, never larger than its display, and never outside it', () => {
  const number = fc.integer({ min: -100_000, max: 100_000 });
  const extent = fc.integer({ min: 1, max: 100_000 });
  fc.assert(
    fc.property(fc.record({ x: number, y: number, width: extent, height: extent }), (bounds) => {
      const fitted = fitBounds(bounds, [LEFT, RIGHT]);
      expect(fitted.width).toBeGreaterThanOrEqual(640);
      expect(fitted.height).toBeGreaterThanOrEqual(400);
      expect(
        [LEFT, RIGHT].some(
          ({ x, y, width, height }) =>
            fitted.x >= x &&
            fitted.y >= y &&
            fitted.x + fitted.width <= x + width &&
            fitted.y + fitted.height <= y + height,
        ),
      ).toBe(true);
    }),
  );
});

it('goes to the primary display if its own is gone', () => {
  expect(fitBounds({ x: 5000, y: 100, width: 800, height: 600 }, [LEFT])).toEqual({
    x: 640,
    y: 100,
    width: 800,
    height: 600,
  });
});
