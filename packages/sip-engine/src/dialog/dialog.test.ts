import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createResponse } from '../message/build.ts';
import { sampleRequest } from '../testing/sample-messages.ts';
import { dialogId, dialogOfCallee, dialogOfCaller, onRequest, onResponse, routeOf } from './dialog.ts';

const contact = { name: 'Contact', value: '<sip:bob@192.0.2.20>' };
const routes = ['<sip:p2.example;lr>', '<sip:p1.example;lr>'].map((value) => ({
  name: 'Record-Route',
  value,
}));
const invite = sampleRequest('INVITE');

test('a caller reverses the recorded routes, a callee keeps their order', () => {
  const answer = createResponse(invite, 200, { toTag: 'b', headers: [contact, ...routes] });
  assert.deepEqual(dialogOfCaller(invite, answer)?.routeSet, ['<sip:p1.example;lr>', '<sip:p2.example;lr>']);
  const called = dialogOfCallee(sampleRequest('INVITE', routes), 'b');
  assert.deepEqual(called?.routeSet, ['<sip:p2.example;lr>', '<sip:p1.example;lr>']);
});

test('the two ends mirror each other', () => {
  const callee = dialogOfCallee(invite, 'b');
  const caller = dialogOfCaller(invite, createResponse(invite, 180, { toTag: 'b', headers: [contact] }));
  assert.equal(caller?.localTag, callee?.remoteTag);
  assert.equal(caller?.remoteTag, callee?.localTag);
  assert.equal(caller?.remote, callee?.local);
  assert.equal(callee?.remoteTarget, 'sip:ada@192.0.2.10:5062');
  assert.equal(caller?.state, 'early');
});

test('a 2xx confirms and recomputes the route; a later one only moves the target', () => {
  const early = dialogOfCaller(
    invite,
    createResponse(invite, 180, { toTag: 'b', headers: [contact, ...routes] }),
  );
  assert.ok(early);
  const confirmed = onResponse(early, 'INVITE', createResponse(invite, 200, { headers: [contact] }));
  assert.deepEqual([confirmed.state, confirmed.routeSet], ['confirmed', []]);
  const moved = [{ name: 'Contact', value: '<sip:bob@192.0.2.99>' }, ...routes];
  const again = onResponse(confirmed, 'INVITE', createResponse(invite, 200, { headers: moved }));
  assert.deepEqual([again.remoteTarget, again.routeSet], ['sip:bob@192.0.2.99', []]);
  assert.equal(
    onResponse(confirmed, 'INFO', createResponse(invite, 200, { headers: moved })).remoteTarget,
    'sip:bob@192.0.2.20',
  );
});

test('numbers of the peer only rise, and gaps are allowed', () => {
  const dialog = dialogOfCallee(invite, 'b');
  assert.ok(dialog);
  const cseq = (number: number) => sampleRequest('INFO', [{ name: 'CSeq', value: `${number} INFO` }]);
  assert.equal(onRequest(dialog, cseq(7)), 'out-of-order');
  const next = onRequest(dialog, cseq(20));
  assert.ok(next !== 'out-of-order');
  assert.equal(next.remoteCseq, 20);
  assert.equal(onRequest(next, cseq(19)), 'out-of-order');
});

test('a strict first route becomes the request-URI and the target the last route', () => {
  const strict = { name: 'Record-Route', value: '<sip:old.example>' };
  const dialog = dialogOfCallee(sampleRequest('INVITE', [strict, ...routes]), 'b');
  assert.ok(dialog);
  assert.deepEqual(routeOf(dialog), {
    uri: 'sip:old.example',
    routes: ['<sip:p2.example;lr>', '<sip:p1.example;lr>', '<sip:ada@192.0.2.10:5062>'],
  });
});

test('a caller without Contact opens no dialog', () => {
  const without = { ...invite, headers: invite.headers.filter((entry) => entry.name !== 'Contact') };
  assert.equal(dialogOfCallee(without, 'b'), undefined);
});

test("a dialog's name is the Call-ID and the tag of whoever sent the INVITE", () => {
  assert.equal(dialogId('c', 't'), 'c;from-tag=t');
});
