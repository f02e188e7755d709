import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TableView } from '../../../src/app/views/table-views.ts';
import { gonePartsOf, goneWords, isChanged, keptOf, openingOf } from './table-view.ts';

const KEEPS = ['status', 'campaign', 'columns', 'sort'];
const VIEW: TableView = {
  viewId: 'v1',
  version: 1,
  name: 'Mine',
  query: { status: 'new', columns: 'roof,age' },
  shared: false,
  editable: true,
};

test('a view keeps what the table says, and neither the page nor what was searched for', () => {
  const query = new URLSearchParams('status=new&campaign=&search=Lea&page=t1&lead=l1&columns=roof');
  assert.deepEqual(keptOf(query, KEEPS), { status: 'new', columns: 'roof' });
});

test('opening a view changes all that views keep, and starts at the first page; opening none empties it', () => {
  assert.deepEqual(openingOf(VIEW, KEEPS), {
    status: 'new',
    campaign: '',
    columns: 'roof,age',
    sort: '',
    view: 'v1',
    page: '',
  });
  assert.deepEqual(openingOf(undefined, ['status']), { status: '', view: '', page: '' });
});

test('a view is changed when a part was added, left out or is another', () => {
  const at = (query: string) => isChanged(VIEW, new URLSearchParams(query), KEEPS);
  assert.equal(at('columns=roof,age&status=new&page=t&search=x'), false);
  assert.equal(at('columns=roof,age&status=new&sort=phone1'), true);
  assert.equal(at('columns=roof,age'), true);
  assert.equal(at('columns=roof&status=new'), true);
});

test('what is no longer there is named, and can be left out; what is not known yet is not accused', () => {
  const query = new URLSearchParams('campaign=old&columns=roof,gone,age,lost&filter=f1&list=l1');
  const gone = gonePartsOf(query, {
    campaign: new Set(['solar']),
    columns: new Set(['roof', 'age']),
    filter: undefined,
    list: new Set(['l1']),
  });
  assert.deepEqual(gone, {
    words: ['a campaign', 'columns'],
    without: { campaign: '', columns: 'roof,age' },
  });
  assert.equal(
    goneWords(gone.words, VIEW),
    'The view “Mine” asks for a campaign and columns that are no longer there.',
  );
  assert.equal(goneWords(['a list'], undefined), 'This address asks for a list that is no longer there.');
  assert.match(goneWords(['columns'], undefined), /columns that are no longer there/);
});
