import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addView, changeView, VIEWED_TABLES, VIEWS_MAX, type KeptView } from './table-views.ts';

const HOT = { viewId: 'v1', name: 'Hot', query: { status: 'new' } };

function kept(step: ReturnType<typeof addView>): readonly KeptView[] {
  assert.equal(step.type, 'kept');
  return step.type === 'kept' ? step.views : [];
}

function full(): readonly KeptView[] {
  return Array.from({ length: VIEWS_MAX }, (_, at) => ({
    ...HOT,
    viewId: `v${at}`,
    name: `${at}`,
    version: 1,
  }));
}

test('the same request keeps a view once; another one under its id is refused', () => {
  const views = kept(addView([], HOT));
  assert.equal(addView(views, HOT).type, 'known');
  assert.deepEqual(addView(views, { ...HOT, query: {} }), {
    type: 'refused',
    reason: 'REQUEST_ID_REUSED',
  });
});

test('names differ in more than case and form of letters, and views stand by name', () => {
  const views = kept(addView(kept(addView([], HOT)), { ...HOT, viewId: 'v2', name: 'cold' }));
  assert.deepEqual(
    views.map(({ name }) => name),
    ['cold', 'Hot'],
  );
  const again = { ...HOT, viewId: 'v3', name: 'ＨＯＴ' };
  assert.deepEqual(addView(views, again), { type: 'refused', reason: 'VIEW_NAME_TAKEN' });
  const renamed = changeView(views, { ...HOT, viewId: 'v2', version: 1 });
  assert.deepEqual(renamed, { type: 'refused', reason: 'VIEW_NAME_TAKEN' });
});

test('there is an end to views, and at it a view can still be changed', () => {
  assert.deepEqual(addView(full(), { ...HOT, viewId: 'new' }), { type: 'refused', reason: 'VIEW_LIMIT' });
  assert.equal(changeView(full(), { ...HOT, viewId: 'v3', version: 1, name: 'x' }).type, 'kept');
});

test('console/48 of two who change one view the second is told; the same change again is the same answer', () => {
  const views = kept(addView([], HOT));
  const warm = { ...HOT, version: 1, name: 'Warm' };
  const changed = kept(changeView(views, warm));
  assert.deepEqual(changed, [{ ...warm, version: 2 }]);
  assert.deepEqual(changeView(changed, warm), { type: 'known', view: { ...warm, version: 2 } });
  const late = { ...HOT, version: 1, query: { status: 'converted' } };
  assert.deepEqual(changeView(changed, late), { type: 'refused', reason: 'VERSION_CONFLICT' });
  assert.deepEqual(changeView([], late), { type: 'refused', reason: 'NOT_FOUND' });
});

test('R-46 no view keeps what was typed to find a person, nor what lies open over the table', () => {
  const personal = ['search', 'phone', 'lead', 'thing', 'call', 'edit', 'page', 'view'];
  for (const [table, { keeps }] of Object.entries(VIEWED_TABLES))
    assert.deepEqual(
      keeps.filter((name) => personal.includes(name)),
      [],
      table,
    );
});
