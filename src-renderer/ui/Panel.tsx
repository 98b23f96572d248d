import type { ReactNode } from 'react';

interface PanelProps {
  readonly title?: ReactNode;
  /** said once, dim, after the title: a unit, a scope */
  readonly note?: ReactNode;
  /** at the right of the head */
  readonly actions?: ReactNode;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A framed part of a page with its own heading. Panels don't nest. */
export function Panel({ title, note, actions, className = '', children }: PanelProps) {
  const headed = title !== undefined || note !== undefined || actions !== undefined;
  return (
    <section className={`panel ${className}`}>
      {headed && <header>
        {title !== undefined && <h2>{title}</h2>}
        {note !== undefined && <span className="cap cut">{note}</span>}
        {actions !== undefined && <span className="panel-actions">{actions}</span>}
      </header>}
      {children}
    </section>
  );
}
