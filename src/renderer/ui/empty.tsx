import type { ReactNode } from 'react';

/** Nothing to show, and what to do about it. */
export function Empty({
  text,
  children,
}: {
  readonly text: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="empty">
      <p>{text}</p>
      {children}
    </div>
  );
}
