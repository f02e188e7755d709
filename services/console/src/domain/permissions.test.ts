import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PERMISSIONS, permissionsOf, ROLES, type Role } from './permissions.ts';

const all = Object.keys(PERMISSIONS);
const isAtDesk = (permission: string): boolean =>
  /^desk:|^dial:|^lead:create$|^exclusion:override$|-own$|-held$/.test(permission);

/** Has all of the first, none of the second: what the rows say, written down once more. */
function assertMay(role: Role, may: readonly string[], mayNot: readonly string[]): void {
  const has: ReadonlySet<string> = permissionsOf([role]);
  assert.deepEqual(
    may.filter((permission) => !has.has(permission)),
    [],
    `${role} may`,
  );
  assert.deepEqual(
    mayNot.filter((permission) => has.has(permission)),
    [],
    `${role} may not`,
  );
}

test('R-88 an administrator may do everything but work at a desk: system filters and groups, tables, distribution rules', () => {
  assertMay(
    'administrator',
    all.filter((permission) => !isAtDesk(permission)),
    all.filter(isAtDesk),
  );
  const alone = ['system-filter:write', 'system-filter-group:write', 'table-definition:write', 'user:write'];
  for (const role of ROLES) if (role !== 'administrator') assertMay(role, [], [...alone, 'audit:read']);
});

test('R-89 a supervisor works with leads, lists, campaigns, their filters and groups, retry settings and do-not-call', () => {
  assertMay(
    'supervisor',
    [
      'lead:list',
      'lead:update',
      'list:write',
      'list:upload',
      'campaign:write',
      'campaign:assign',
      'filter:write',
      'filter-group:write',
      'exclusion:write',
    ],
    [
      'distribution-rule:write',
      'blacklist:write',
      'telephony:write',
      'process:write',
      'user:read',
      'webhook:write',
      ...all.filter(isAtDesk),
    ],
  );
});

test('R-90 a voice admin works with distribution rules, do-not-call, blacklist and telephony, and sees no lead', () => {
  assertMay(
    'voice_admin',
    ['distribution-rule:write', 'exclusion:write', 'blacklist:write', 'telephony:write'],
    all.filter((permission) =>
      /^(lead|list|call|filter|prospect|user|audit|process|webhook)/.test(permission),
    ),
  );
});

test('R-91 an agent has the desk, the lead they hold and their own calls, and nothing of anybody else', () => {
  const has = [...permissionsOf(['agent'])];
  // Views of their own call log are theirs alone.
  const shared = ['campaign:read', 'custom-parameter:read', 'view:use'];
  assert.deepEqual(has.filter((permission) => !isAtDesk(permission)).toSorted(), shared);
  assertMay(
    'agent',
    ['desk:use', 'lead:read-held', 'lead:update-held', 'call:list-own', 'phone:read-own'],
    [],
  );
});

test('R-92 an analyst reads reports, keeps views of them, and nothing else', () => {
  const has = [...permissionsOf(['analyst'])].toSorted();
  assert.deepEqual(has, ['call:list', 'campaign:read', 'report:read', 'view:use']);
});

test('several roles add up, no role allows nothing, and a permission is a thing and what is done to it', () => {
  const both = permissionsOf(['agent', 'voice_admin']);
  assert.ok(both.has('desk:use') && both.has('blacklist:write'));
  assert.equal(permissionsOf([]).size, 0);
  for (const permission of all) assert.match(permission, /^[a-z]+(-[a-z]+)*:[a-z]+(-[a-z]+)*$/);
});
