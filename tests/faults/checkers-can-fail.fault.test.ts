/** Positive controls: a checker that stays green over a planted violation proves nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkCallLog,
  checkDialled,
  checkInvites,
  checkLeads,
  checkLocks,
  type Invite,
  type LockEvent,
} from './_checkers.ts';

const sent = {
  attempted: new Set(['+1', '+2', '+3']),
  acknowledged: new Map([
    ['+1', 'a'],
    ['+2', 'b'],
  ]),
};
const stored = [
  { leadId: 'a', number: '+1' },
  { leadId: 'b', number: '+2' },
  { leadId: 'c', number: '+3' },
];

test('I1 sees a lost lead, one under another id, one stored twice, and one nobody sent', () => {
  assert.deepEqual(checkLeads(sent, stored), []);
  assert.equal(checkLeads(sent, stored.slice(1)).length, 1);
  assert.equal(checkLeads(sent, stored.with(0, { leadId: 'z', number: '+1' })).length, 1);
  assert.equal(checkLeads(sent, [...stored, { leadId: 'd', number: '+3' }]).length, 1);
  assert.equal(checkLeads(sent, [...stored, { leadId: 'd', number: '+4' }]).length, 1);
});

const lock = (token: bigint, type: LockEvent['type'], version: bigint, guard = 'g'): LockEvent => ({
  guard,
  version,
  token,
  type,
  agentId: `agent of ${token}`,
});

test('I2 sees a token that does not rise, a version that falls, and two holders at a time', () => {
  const fine = [
    lock(1n, 'acquired', 1n),
    lock(1n, 'ended', 2n),
    lock(2n, 'acquired', 3n),
    lock(1n, 'acquired', 1n, 'h'),
  ];
  assert.deepEqual(checkLocks(fine), []);
  assert.equal(checkLocks([...fine.slice(0, 2), lock(1n, 'acquired', 3n)]).length, 1);
  assert.equal(checkLocks([...fine.slice(0, 2), lock(2n, 'acquired', 1n)]).length, 1);
  assert.equal(checkLocks([lock(1n, 'acquired', 1n), lock(2n, 'acquired', 2n)]).length, 1);
  // The end of an older lock does not end the newer one.
  assert.equal(checkLocks([...fine.slice(0, 3), lock(1n, 'ended', 4n), lock(3n, 'acquired', 5n)]).length, 1);
});

const invite = (attemptId: string, number: string, receivedAt: number, endedAt?: number): Invite => ({
  attemptId,
  number,
  receivedAt,
  endedAt,
});

test('I3 sees a second INVITE of one attempt, one without an attempt, and two calls to one number at a time', () => {
  const fine = [invite('x', '+1', 0, 10), invite('y', '+1', 10, 20), invite('z', '+2', 5)];
  assert.deepEqual(checkInvites(fine), []);
  assert.equal(checkInvites([...fine, invite('x', '+3', 50)]).length, 1);
  assert.equal(checkInvites([...fine, invite('', '+3', 50)]).length, 1);
  assert.equal(checkInvites([...fine, invite('v', '+1', 19)]).length, 1);
  assert.equal(checkInvites([...fine, invite('v', '+2', 50)]).length, 1, 'a call without an end is still on');
});

test('I9 sees an INVITE without a row and a row that is there twice', () => {
  const invites = [invite('x', '+1', 0)];
  assert.deepEqual(checkCallLog(invites, [{ attemptId: 'x' }, { attemptId: 'never sent' }]), []);
  assert.equal(checkCallLog(invites, [{ attemptId: 'y' }]).length, 1);
  assert.equal(checkCallLog(invites, [{ attemptId: 'x' }, { attemptId: 'x' }]).length, 1);
});

test('I12 sees an acknowledged lead that was neither dialled nor explained', () => {
  const invites = [invite('x', '+1', 0)];
  assert.deepEqual(checkDialled(sent.acknowledged, invites, [{ leadId: 'b' }]), []);
  assert.equal(checkDialled(sent.acknowledged, invites, []).length, 1);
  assert.equal(checkDialled(sent.acknowledged, [], [{ leadId: 'b' }]).length, 1);
});
