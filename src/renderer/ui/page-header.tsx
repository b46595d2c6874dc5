import { type ReactNode, useEffect, useRef } from 'react';

interface PageHeaderProps {
  readonly title: string;
  readonly children?: ReactNode;
}

/**
 * The view's name, also in the window's title, and what can be done in the view. Who comes from
 * another view hears it, because it takes the focus.
 */
export function PageHeader({ title, children }: PageHeaderProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The page's own start leaves the focus where the browser puts it.
    if (document.activeElement !== document.body) heading.current?.focus();
  }, []);
  useEffect(() => {
    document.title = `${title} · VX11 Control`;
  }, [title]);
  return (
    <header className="page-header">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </header>
  );
}
