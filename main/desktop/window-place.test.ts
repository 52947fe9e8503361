import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSize, minimumSize, placeWindow } from '#main/desktop/window-place.ts';

const display = { x: 0, y: 0, width: 1920, height: 1040 };
const left = { x: -1280, y: 200, width: 1280, height: 1000 };

describe('the place of the window', () => {
  it('is the default on the first start', () => {
    expect(placeWindow(undefined, [display])).toEqual(defaultSize);
    expect(placeWindow(undefined, [])).toEqual(defaultSize);
  });

  it('is kept on a display to the left of the first one', () => {
    const saved = { x: -1200, y: 300, width: 1000, height: 700, maximized: false };
    expect(placeWindow(saved, [display, left])).toEqual({ x: -1200, y: 300, width: 1000, height: 700 });
  });

  it('falls back to the middle when its display is gone, with its size kept', () => {
    const saved = { x: -1200, y: 300, width: 1000, height: 700, maximized: false };
    expect(placeWindow(saved, [display])).toEqual({ width: 1000, height: 700 });
  });

  it('shrinks to a smaller display', () => {
    const saved = { x: 0, y: 0, width: 3000, height: 2000, maximized: false };
    expect(placeWindow(saved, [display])).toEqual({ x: 0, y: 0, width: 1920, height: 1040 });
  });

  it('never lies outside of what is there', () => {
    const number = fc.integer({ min: -10_000, max: 10_000 });
    const size = fc.integer({ min: 1, max: 6_000 });
    fc.assert(
      fc.property(number, number, size, size, (x, y, width, height) => {
        const placed = placeWindow({ x, y, width, height, maximized: false }, [display, left]);
        expect(placed.width).toBeGreaterThanOrEqual(minimumSize.width);
        expect(placed.height).toBeGreaterThanOrEqual(minimumSize.height);
        if (placed.x === undefined || placed.y === undefined) return;
        const { x: px, y: py } = placed;
        const inside = [display, left].some(
          (area) =>
            px >= area.x &&
            py >= area.y &&
            px + placed.width <= area.x + area.width &&
            py + placed.height <= area.y + area.height,
        );
        expect(inside).toBe(true);
      }),
    );
  });
});
