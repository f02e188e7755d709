import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTitle } from './ladder-message.ts';

test('a request is titled by its method, a response by its status and the method it answers', () => {
  assert.deepEqual(readTitle('INVITE sip:a@b SIP/2.0\r\nCall-ID: x-l1\r\nCSeq: 1 INVITE\r\n\r\n'), {
    callId: 'x-l1',
    method: 'INVITE',
    status: 0,
    reason: '',
  });
  assert.deepEqual(readTitle('SIP/2.0 486 Busy Here\r\ni: x-l1\r\ncseq : 7 INVITE\r\n\r\n'), {
    callId: 'x-l1',
    method: 'INVITE',
    status: 486,
    reason: 'Busy Here',
  });
});

test('what has no Call-ID in its headers has no title', () => {
  for (const raw of [
    '',
    'INVITE sip:a@b SIP/2.0\r\n\r\nCall-ID: in-the-body\r\n',
    'hello\r\nCall-ID: x\r\n\r\n',
    'SIP/2.0 200 OK\r\n\r\n',
  ]) {
    assert.equal(readTitle(raw), undefined, raw);
  }
});
