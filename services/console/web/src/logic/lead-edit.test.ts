import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedFields } from './lead-edit.ts';
import { aLead } from './sample-desk.ts';

function form(fields: Readonly<Record<string, string>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

test('R-91 only what was changed is sent, an emptied field as empty; nothing new is nothing', () => {
  const lead = aLead({ email: 'lea@example.org', custom: [{ name: 'age', label: 'Age', value: '40' }] });
  const { firstName, lastName, email, timeZone } = lead;
  const same = { firstName, lastName, email, timeZone, 'custom.age': '40', 'custom.roof': '' };
  assert.equal(changedFields(lead, form(same)), undefined);
  assert.deepEqual(changedFields(lead, form({ ...same, ownershipCode: 'north' })), {
    ownershipCode: 'north',
    custom: {},
  });
  assert.deepEqual(changedFields(lead, form({ ...same, email: '', 'custom.roof': 'flat' })), {
    email: '',
    custom: { roof: 'flat' },
  });
});
