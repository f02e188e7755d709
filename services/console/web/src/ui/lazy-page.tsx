import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';
import { PageGuard, PageNotFetched } from './page-guard.tsx';
import styles from './page.module.css';
import { Waiting } from './query-state.tsx';

/** A page whose code is fetched when it is first opened, so that the first page of all comes sooner. */
export function lazyPage<Name extends string>(
  fetchCode: () => Promise<Readonly<Record<Name, ComponentType>>>,
  name: Name,
): ComponentType {
  return lazy(async () => {
    try {
      const Page: ComponentType = (await fetchCode())[name];
      return { default: Page };
    } catch (cause) {
      throw new PageNotFetched('the code of the page was not fetched', { cause });
    }
  });
}

/** Where pages are shown: a fault of one, or its code on the way, leaves the rest standing. */
export function PageFrame({ children }: { children: ReactNode }) {
  return (
    <PageGuard>
      <Suspense
        fallback={
          <div className={styles['page']}>
            <Waiting />
          </div>
        }
      >
        {children}
      </Suspense>
    </PageGuard>
  );
}
