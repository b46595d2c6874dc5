/** Part of a screen, in device-independent pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How a window was left. */
export interface WindowPlace {
  /** Where it is when it is not maximised. */
  readonly bounds: Rectangle;
  readonly maximized: boolean;
}

/** This much of a window's upper edge must be there, or nobody could take hold of it. */
const GRIP = { width: 120, height: 32 };

/** Length of what two stretches have in common. */
function overlap(start: number, length: number, otherStart: number, otherLength: number): number {
  return Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart);
}

function canBeGripped({ x, y, width }: Rectangle, area: Rectangle): boolean {
  const across = overlap(x, width, area.x, area.width);
  const down = overlap(y, GRIP.height, area.y, area.height);
  // Above the area's edge there may be a bar that covers the window's own.
  return y >= area.y && across >= GRIP.width && down >= GRIP.height;
}

/**
 * The place to open a window at, or undefined for the default: a display may have been unplugged or
 * changed its size since the window was left.
 * @param areas what of each display is free for windows
 */
export function placeToRestore(
  left: WindowPlace | null,
  areas: readonly Rectangle[],
): WindowPlace | undefined {
  if (left === null || !areas.some((area) => canBeGripped(left.bounds, area))) return undefined;
  return left;
}
