import assert from 'node:assert/strict';
import { test } from 'node:test';
import { profileFieldOf, readProfileFields, toProfileFields } from './link-profile-form.ts';

const PROFILE = {
  authentication: 'signature',
  fieldMap: [
    { theirs: 'Lead.Phone', ours: 'caller_id' },
    { theirs: 'a=b', ours: 'first_name' },
  ],
  alwaysOk: true,
  answerForm: 'xml',
  leadsPerMinute: 600,
  pingPost: true,
  pingRules: [{ field: 'state', values: ['CA', 'NV'] }],
  consentRequired: true,
} as const;

test('a profile is the same after it was a form', () => {
  assert.deepEqual(readProfileFields(toProfileFields(PROFILE)), { profile: PROFILE });
});

test('an empty form is the plain profile', () => {
  const empty = { authentication: 'token', fieldMap: ' \n', alwaysOk: '', answerForm: 'json' };
  const none = { leadsPerMinute: '', pingPost: '', pingRules: '', consentRequired: '' };
  assert.deepEqual(readProfileFields({ ...empty, ...none }), {
    profile: {
      authentication: 'token',
      fieldMap: [],
      alwaysOk: false,
      answerForm: 'json',
      leadsPerMinute: 0,
      pingPost: false,
      pingRules: [],
      consentRequired: false,
    },
  });
});

test('a line that cannot be read is named', () => {
  const fields = toProfileFields(PROFILE);
  assert.deepEqual(readProfileFields({ ...fields, fieldMap: 'a = b\nphone' }), {
    field: 'fieldMap',
    line: 'phone',
  });
  assert.deepEqual(readProfileFields({ ...fields, pingRules: 'state:' }), {
    field: 'pingRules',
    line: 'state:',
  });
});

test('a refusal finds its field', () => {
  assert.equal(profileFieldOf('profile.field_map'), 'fieldMap');
  assert.equal(profileFieldOf('profile.ping_rules.values'), 'pingRules');
  assert.equal(profileFieldOf('version'), undefined);
});
