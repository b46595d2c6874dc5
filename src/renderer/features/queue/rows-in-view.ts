import { type RefObject, useLayoutEffect, useState } from 'react';

/** Rows from the first to before the last. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

export interface Pane {
  /** How much of the rows lies above the visible part, in px; negative when they begin below its top. */
  readonly above: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}

/** So many more on either side: a key or a wheel step finds its rows there. */
const MARGIN = 8;

/** The rows to draw, of `count` that are all equally high. */
export function rowsInView({ above, height, rowHeight, count }: Pane): Span {
  const inside = (row: number): number => Math.min(count, Math.max(0, row));
  return {
    first: inside(Math.floor(above / rowHeight) - MARGIN),
    last: inside(Math.ceil((above + height) / rowHeight) + MARGIN),
  };
}

/** Follows whatever scrolls around the rows. */
export function useRowsInView(
  rows: RefObject<HTMLElement | null>,
  { rowHeight, count }: Pick<Pane, 'rowHeight' | 'count'>,
): Span {
  const [{ above, height }, setPane] = useState({ above: 0, height: window.innerHeight });
  useLayoutEffect(() => {
    const measure = (): void => {
      const top = rows.current?.getBoundingClientRect().top ?? 0;
      setPane((pane) =>
        pane.above === -top && pane.height === window.innerHeight
          ? pane
          : { above: -top, height: window.innerHeight },
      );
    };
    measure();
    // Scrolling does not bubble, but it can be caught on the way down.
    document.addEventListener('scroll', measure, { capture: true, passive: true });
    window.addEventListener('resize', measure);
    return () => {
      document.removeEventListener('scroll', measure, { capture: true });
      window.removeEventListener('resize', measure);
    };
  }, [rows]);
  return rowsInView({ above, height, rowHeight, count });
}
