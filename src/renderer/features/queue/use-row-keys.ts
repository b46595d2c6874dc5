import type { KeyboardEvent } from 'react';
import type { QuerySummary } from '../../../shared/domain/query.ts';
import { useOnline } from '../../api/line.ts';
import type { Moves } from './neighbours.ts';
import { toggleSelected } from './queue-view.ts';
import { useCancel } from './use-cancel.ts';
import { useMove } from './use-move.ts';

/** As `aria-keyshortcuts` says them. */
export const ROW_KEYS = 'ArrowUp ArrowDown Space Alt+ArrowUp Alt+ArrowDown Alt+Home Delete';

function focusRow(from: Element, step: 'ArrowUp' | 'ArrowDown'): void {
  const row = from.closest('tr');
  const next = step === 'ArrowUp' ? row?.previousElementSibling : row?.nextElementSibling;
  next?.querySelector('a')?.focus();
}

/** What the keyboard does on a row of the queue. */
export function useRowKeys({ query_id: id, state }: QuerySummary, { up, down }: Moves) {
  const online = useOnline();
  const { move, canMove } = useMove();
  const { cancel } = useCancel();
  const underWay = state === 'queued' || state === 'running';
  const deeds: Readonly<Record<string, ((at: Element) => void) | false>> = {
    ArrowUp: (at) => focusRow(at, 'ArrowUp'),
    ArrowDown: (at) => focusRow(at, 'ArrowDown'),
    ' ': underWay && (() => toggleSelected(id)),
    'Alt+ArrowUp': canMove && up !== null && (() => move(up)),
    'Alt+ArrowDown': canMove && down !== null && (() => move(down)),
    'Alt+Home': canMove && state === 'queued' && (() => move({ id, to: 'front' })),
    Delete:
      online &&
      underWay &&
      ((at) => {
        focusRow(at, 'ArrowDown');
        cancel(id);
      }),
  };
  return (event: KeyboardEvent<HTMLElement>): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const deed = deeds[event.altKey ? `Alt+${event.key}` : event.key];
    if (deed === undefined) return;
    // Nor does the browser: Alt+Home would leave the page, Space would scroll it.
    event.preventDefault();
    if (deed !== false) deed(event.currentTarget);
  };
}
