import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTrunkFailure, leadFailureCause, mayHaveRung, type EndCause } from './end-cause.ts';

const heard = (status: number) => ({ status, heard: true });
const silent = (status: number) => ({ status, heard: false });

test('every status of the requirement table ends in its cause', () => {
  const table: ReadonlyArray<readonly [number, EndCause]> = [
    [404, 'INVALID_NUMBER'],
    [484, 'INVALID_NUMBER'],
    [604, 'INVALID_NUMBER'],
    [486, 'BUSY'],
    [600, 'BUSY'],
    [603, 'REJECTED'],
    [607, 'REJECTED'],
    [608, 'REJECTED'],
    [480, 'NO_ANSWER'],
    [408, 'NO_ANSWER'],
    [487, 'CANCELLED'],
    [503, 'CONGESTED'],
    [403, 'FORBIDDEN'],
    [500, 'FAILED'],
    [302, 'FAILED'],
    [488, 'FAILED'],
  ];
  for (const [status, cause] of table)
    assert.equal(leadFailureCause(heard(status), false), cause, `${status}`);
});

test('a 408 our own stack made up is a dead trunk before ringing, and nobody lifting afterwards', () => {
  assert.equal(leadFailureCause(silent(408), false), 'FAILED');
  assert.equal(leadFailureCause(silent(408), true), 'NO_ANSWER');
});

test('silence may have rung; a refusal or an undeliverable request did not', () => {
  assert.equal(mayHaveRung(silent(408)), true);
  assert.equal(mayHaveRung(silent(0)), true);
  assert.equal(mayHaveRung(silent(503)), false);
  assert.equal(mayHaveRung(heard(486)), false);
});

test('only failures of the trunk itself allow another trunk', () => {
  for (const status of [500, 502, 503, 504, 401, 407]) assert.equal(isTrunkFailure(heard(status)), true);
  for (const status of [404, 486, 403, 480, 600, 603]) assert.equal(isTrunkFailure(heard(status)), false);
  assert.equal(isTrunkFailure(silent(408)), true);
});
