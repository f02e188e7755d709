import { useEffect, type ReactNode } from 'react';
import type { TableName } from '../../../src/domain/table-views.ts';
import { GoneParts } from '../views/gone-parts.tsx';
import { ViewMenu } from '../views/view-menu.tsx';
import styles from './page.module.css';

interface PageProps {
  /** Heading, and the name of the browser's tab. */
  title: string;
  subtitle?: string;
  /** State of what the page shows, beside its name. */
  badge?: ReactNode;
  /** What the page is for, in a sentence or two. */
  about?: ReactNode;
  /** What can be done here, at the right of the heading. */
  actions?: ReactNode;
  /** The table of the page whose views can be saved. */
  views?: TableName;
  children: ReactNode;
}

/** A page: its heading, what can be done on it, and what stands below. */
export function Page({ title, subtitle, badge, about, actions, views, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Firstring`;
  }, [title]);
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <div className={styles['title']}>
          {badge === undefined ? (
            <h1>{title}</h1>
          ) : (
            <div className={styles['named']}>
              <h1>{title}</h1>
              {badge}
            </div>
          )}
          {subtitle === undefined ? null : <h2>{subtitle}</h2>}
          {about === undefined ? null : <p>{about}</p>}
        </div>
        {actions === undefined && views === undefined ? null : (
          <div className={styles['tools']}>
            {views === undefined ? null : <ViewMenu table={views} />}
            {actions}
          </div>
        )}
      </div>
      {views === undefined ? null : <GoneParts table={views} />}
      {children}
    </div>
  );
}
