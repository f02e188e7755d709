import { gonePartsOf, goneWords } from '../logic/table-view.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import type { TableName } from '../../../src/domain/table-views.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { usePartChoices } from './use-part-choices.ts';
import { useTableViews } from './use-table-views.ts';
import styles from './views.module.css';

/** Says so when a view, or an address somebody kept, asks for a column, a list or a campaign that is not there any more. */
export function GoneParts({ table }: { table: TableName }) {
  const { query } = useLocation();
  const { open } = useTableViews(table);
  const { words, without } = gonePartsOf(query, usePartChoices());
  if (words.length === 0) return null;
  return (
    <Notice tone="warn">
      <div className={styles['gone']}>
        {goneWords(words, open)}
        <Button onPress={() => navigate(withParams(query, { ...without, page: '' }), true)}>
          {words.length === 1 ? 'Show it without' : 'Show it without them'}
        </Button>
      </div>
    </Notice>
  );
}
