import type { MouseEvent, ReactNode } from 'react';
import { navigate } from '../router.ts';

interface LinkProps {
  to: string;
  isCurrent?: boolean;
  className?: string | undefined;
  children: ReactNode;
}

/** A link to a page of this app: no reload, but a new tab for those who ask for one. */
export function Link({ to, isCurrent = false, className, children }: LinkProps) {
  const onClick = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a href={to} className={className} aria-current={isCurrent ? 'page' : undefined} onClick={onClick}>
      {children}
    </a>
  );
}
