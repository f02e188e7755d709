import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MissedCallView } from '../../../src/app/views/missed-calls.ts';
import { callerName, daySpan, isOwnerOnly, isToHandle, outcomeWords } from './missed-call-words.ts';

const CALL: MissedCallView = {
  dialbackId: 'd1',
  campaignId: '',
  campaignName: '',
  leadId: '',
  leadName: '',
  phone: '+12025550123',
  state: 'queued',
  missedCause: 'caller_hung_up',
  cause: '',
  incomingNumberId: '',
  numberName: '',
  orderAt: 0,
  missedAt: 0,
  expireAt: 0,
  notBeforeAt: 0,
  endAt: undefined,
  attempts: 0,
  agentId: '',
  agentName: '',
  ownerId: '',
  ownerName: '',
  commonAt: undefined,
  handledAt: undefined,
  handledByName: '',
};

test('R-55 R-60 R-61 what became of a missed call is said in words, whatever the state', () => {
  const words = (change: Partial<MissedCallView>): string => outcomeWords({ ...CALL, ...change });
  assert.equal(words({}), '');
  assert.equal(words({ attempts: 2 }), '2 attempts unanswered');
  assert.equal(words({ state: 'presented', agentName: 'Ann' }), 'Ann');
  assert.equal(words({ state: 'cancelled', cause: 'caller_reached' }), 'they got through themselves');
  assert.equal(words({ state: 'expired', cause: 'time_limit' }), 'the time limit was over');
  assert.equal(words({ state: 'missed_only', cause: 'moon_full' }), 'moon full');
  assert.equal(words({ state: 'missed_only', handledAt: 1, handledByName: 'Bob' }), 'seen to by Bob');
});

test('A-16 an entry is its owner’s alone until it is common', () => {
  assert.equal(isOwnerOnly(CALL, 10), false);
  assert.equal(isOwnerOnly({ ...CALL, ownerId: 'bob' }, 10), true);
  assert.equal(isOwnerOnly({ ...CALL, ownerId: 'bob', commonAt: 11 }, 10), true);
  assert.equal(isOwnerOnly({ ...CALL, ownerId: 'bob', commonAt: 10 }, 10), false);
});

test('A-13 to be called back by hand is what is only listed, has a number, and nobody has seen to', () => {
  const listed: MissedCallView = { ...CALL, state: 'missed_only' };
  assert.equal(isToHandle(listed), true);
  assert.equal(isToHandle({ ...listed, phone: '' }), false);
  assert.equal(isToHandle({ ...listed, handledAt: 1 }), false);
  assert.equal(isToHandle(CALL), false);
  assert.equal(callerName({ leadName: '', phone: '' }), 'Number withheld');
});

test('a day of the reader’s calendar is all of it, and nonsense is no day', () => {
  const { fromAt, toAt } = daySpan('2026-11-20');
  assert.equal(Number(toAt) - Number(fromAt), 86_400_000);
  assert.deepEqual(daySpan('soon'), { fromAt: '', toAt: '' });
});
