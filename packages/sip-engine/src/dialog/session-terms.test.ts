import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createResponse } from '../message/build.ts';
import { header, headerValues, type Header } from '../message/message.ts';
import { sampleRequest } from '../testing/sample-messages.ts';
import { termsOfAnswer, termsOfResponse, withAnswerTerms, withRequestTerms } from './session-terms.ts';
import type { SessionTerms } from './session-timer.ts';

const TIMER: Header = { name: 'Supported', value: '100rel, timer' };
const expires = (value: string): Header => ({ name: 'Session-Expires', value });
const local: SessionTerms = { intervalS: 600, refresher: 'local' };
const remote: SessionTerms = { intervalS: 600, refresher: 'remote' };

/** What we agree to: `1800 local`, or nothing. */
function agreed(request: Header[], app: Header[] = [], running?: SessionTerms): string {
  const invite = sampleRequest('INVITE', request);
  const terms = termsOfAnswer(invite, createResponse(invite, 200, { headers: app }), running);
  return terms === undefined ? 'nothing' : `${terms.intervalS} ${terms.refresher}`;
}

test('RFC 4028 9, table 2: who refreshes follows from the request, and from whether the peer knows timers', () => {
  assert.equal(agreed([TIMER, expires('1800;refresher=uac')]), '1800 remote');
  assert.equal(agreed([TIMER, expires('1800;refresher=uas')]), '1800 local');
  assert.equal(agreed([expires('1800')], [expires('1800')]), '1800 local');
  assert.equal(agreed([TIMER], [expires('1800')]), '1800 remote');
  assert.equal(agreed([TIMER, expires('1800;refresher=uas')], [expires('1800;refresher=uac')]), '1800 local');
});

test('without a refresher, and without the app, nothing is agreed on the first INVITE; later the roles stay', () => {
  assert.equal(agreed([TIMER, expires('1800')]), 'nothing');
  assert.equal(agreed([TIMER, expires('1800')], [], local), '1800 local');
  assert.equal(agreed([TIMER, expires('1800')], [], remote), '1800 remote');
  assert.equal(agreed([TIMER], [], remote), '600 remote');
  assert.equal(agreed([], [], remote), '600 local', 'a peer that does not know timers cannot refresh');
});

test('RFC 4028 9: an answer shortens what was asked for, down to its Min-SE, and never makes it longer', () => {
  const asked = [TIMER, expires('1800;refresher=uac')];
  assert.equal(agreed(asked, [expires('600')]), '600 remote');
  assert.equal(agreed(asked, [expires('3600')]), '1800 remote');
  assert.equal(agreed([...asked, { name: 'Min-SE', value: '900' }], [expires('600')]), '900 remote');
});

test('RFC 4028 9: the 2xx names the refresher, and requires the timer of a peer that refreshes', () => {
  const invite = sampleRequest('INVITE', [TIMER]);
  const answer = (terms: SessionTerms) =>
    withAnswerTerms(invite, createResponse(invite, 200, { headers: [expires('9')] }), terms);
  assert.deepEqual(headerValues(answer(remote), 'Session-Expires'), ['600;refresher=uac']);
  assert.equal(header(answer(remote), 'Require'), 'timer');
  assert.deepEqual(headerValues(answer(local), 'Session-Expires'), ['600;refresher=uas']);
  assert.equal(header(answer(local), 'Require'), undefined);
});

test('RFC 4028 7.2: as caller we take what the 2xx says, and refresh when it does not say who does', () => {
  const told = (headers: Header[]) =>
    termsOfResponse(createResponse(sampleRequest('INVITE'), 200, { headers }));
  assert.deepEqual(told([expires('90;refresher=uas')]), { intervalS: 90, refresher: 'remote' });
  assert.deepEqual(told([expires('90;Refresher=UAC')]), { intervalS: 90, refresher: 'local' });
  assert.deepEqual(told([expires('90')]), { intervalS: 90, refresher: 'local' });
  assert.equal(told([]), undefined);
  assert.equal(told([expires('soon')]), undefined);
});

test('RFC 4028 7.4: our re-INVITE keeps the agreement; other requests, and an app with a wish of its own, are left alone', () => {
  const sent = (method: string, headers: Header[] = []) =>
    header(withRequestTerms(sampleRequest(method, headers), remote), 'Session-Expires');
  assert.equal(sent('INVITE'), '600;refresher=uas');
  assert.equal(sent('UPDATE'), '600;refresher=uas');
  assert.equal(sent('INFO'), undefined);
  assert.equal(sent('INVITE', [expires('90')]), '90');
});
