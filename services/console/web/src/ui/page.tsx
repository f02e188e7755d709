import { useEffect, type ReactNode } from 'react';
import styles from './page.module.css';

interface PageProps {
  /** Heading, and the name of the browser's tab. */
  title: string;
  subtitle?: string;
  /** What the page is for, in a sentence or two. */
  about?: ReactNode;
  /** What can be done here, at the right of the heading. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A page: its heading, what can be done on it, and what stands below. */
export function Page({ title, subtitle, about, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Firstring`;
  }, [title]);
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <div className={styles['title']}>
          <h1>{title}</h1>
          {subtitle === undefined ? null : <h2>{subtitle}</h2>}
          {about === undefined ? null : <p>{about}</p>}
        </div>
        {actions === undefined || actions === null ? null : <div className={styles['tools']}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}
