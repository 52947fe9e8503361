import type { Rectangle } from '#main/desktop/electron-api.ts';

/** Where the window was last; pixels of the desktop's own coordinate space. */
export interface WindowPlace extends Rectangle {
  maximized: boolean;
}

export const defaultSize = { width: 1080, height: 720 };
/** Below this the rail and one column no longer fit beside each other. */
export const minimumSize = { width: 720, height: 480 };

/**
 * Fits a remembered place to the displays that are present now. A window of which a good part can still be seen is
 * pushed fully into the display that shows most of it; one whose display is gone opens at the default place.
 */
export function placeWindow(
  saved: WindowPlace | undefined,
  workAreas: readonly Rectangle[],
): Partial<Rectangle> & { width: number; height: number } {
  if (!saved) return fitSize(defaultSize, workAreas[0]);
  const best = workAreas
    .map((area) => ({ area, visible: overlap(saved, area) }))
    .sort((a, b) => b.visible - a.visible)[0];
  const size = fitSize(saved, best?.area);
  // A quarter of it in sight: the display is still there, and the window only hangs over its edge.
  if (!best || best.visible < (saved.width * saved.height) / 4) return size;
  const { area } = best;
  return {
    ...size,
    x: clamp(saved.x, area.x, area.x + area.width - size.width),
    y: clamp(saved.y, area.y, area.y + area.height - size.height),
  };
}

function fitSize(wanted: { width: number; height: number }, area: Rectangle | undefined) {
  return {
    width: clamp(wanted.width, minimumSize.width, Math.max(minimumSize.width, area?.width ?? Infinity)),
    height: clamp(wanted.height, minimumSize.height, Math.max(minimumSize.height, area?.height ?? Infinity)),
  };
}

const clamp = (value: number, low: number, high: number): number =>
  Math.max(low, Math.min(Math.max(low, high), Math.round(value)));

/** Square pixels that the two have in common. */
function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}
