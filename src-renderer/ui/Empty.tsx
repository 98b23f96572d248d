import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';

/** Where something will be: what is missing, what to do next, and one button that does it. */
export function EmptyState({ icon, title, children, action }: { icon?: IconName; title: ReactNode; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      {icon && <span className="empty-icon"><Icon name={icon} size={28} /></span>}
      <p className="empty-title">{title}</p>
      {children !== undefined && <div className="sub empty-text">{children}</div>}
      {action}
    </div>
  );
}
