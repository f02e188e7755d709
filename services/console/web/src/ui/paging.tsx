import { navigate, useLocation, withParams } from '../router.ts';
import { Button } from './button.tsx';
import styles from './page.module.css';

/**
 * Paging by opaque tokens: the address holds the tokens of the pages walked through, so Back, refresh and links work. The
 * first page has none.
 */
export function Paging({ nextPageToken, count }: { nextPageToken: string; count: number }) {
  const { query } = useLocation();
  const walked = query.getAll('page');
  const go = (pages: readonly string[]): void => {
    const next = new URLSearchParams(withParams(query, { page: '' }).split('?')[1] ?? '');
    for (const token of pages) next.append('page', token);
    const text = next.toString();
    navigate(window.location.pathname + (text === '' ? '' : `?${text}`));
  };
  if (walked.length === 0 && nextPageToken === '') return null;
  return (
    <nav className={styles['paging']} aria-label="Paging">
      <span>{`Page ${walked.length + 1}, ${count === 1 ? 'one row' : `${count} rows`}`}</span>
      <Button isDisabled={walked.length === 0} onPress={() => go(walked.slice(0, -1))}>
        Previous
      </Button>
      <Button isDisabled={nextPageToken === ''} onPress={() => go([...walked, nextPageToken])}>
        Next
      </Button>
    </nav>
  );
}

/** The token of the page that is shown. */
export function pageToken(query: URLSearchParams): string {
  return query.getAll('page').at(-1) ?? '';
}
