/** Reading further up than this is not to be disturbed. */
const NEAR_PX = 80;

/**
 * For the ref of a growing list: keeps its end in sight, unless the reader has gone up to read. A new
 * entry is always followed: the reader has just asked for it.
 * @returns what ends it
 */
export function stayAtEnd(list: HTMLElement | null): (() => void) | undefined {
  const pane = list?.closest('main');
  if (list === null || pane == null) return undefined;
  let following = true;
  let entries = list.childElementCount;
  let top = pane.scrollTop;
  const notice = (): void => {
    const isNear = pane.scrollHeight - pane.scrollTop - pane.clientHeight < NEAR_PX;
    // An answer that is there at once is further away than that, too: only going up is reading on.
    if (isNear) following = true;
    else if (pane.scrollTop < top) following = false;
    top = pane.scrollTop;
  };
  const growth = new ResizeObserver(() => {
    if (list.childElementCount > entries) following = true;
    entries = list.childElementCount;
    if (following) pane.scrollTo({ top: pane.scrollHeight });
  });
  pane.addEventListener('scroll', notice);
  growth.observe(list);
  return () => {
    pane.removeEventListener('scroll', notice);
    growth.disconnect();
  };
}
