import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatOk,
  formatRefusal,
  formatRequestSent,
  formatResponseSent,
  formatSip,
  timeOfDay,
} from './replies.ts';

const at = Date.UTC(2026, 0, 2, 3, 4, 5, 67);
const message = Buffer.from('SIP');
const meta = { source: 'network', bytes: 3, protocol: 'udp', address: '10.0.0.1', port: 5060, at } as const;
/** The leader's tokens without the length prefix, as drachtio-srf splits them. */
const tokens = (frame: Buffer): string[] =>
  (frame.toString().split('\r\n')[0] ?? '').replace(/^\d+#/, '').split('|');

test('time is the UTC time of day with microseconds', () => {
  assert.equal(timeOfDay(at), '03:04:05.067000');
});

test('answers name the command they answer', () => {
  assert.deepEqual(tokens(formatOk('u', 'id', ['pong'])), ['u', 'response', 'id', 'OK', 'pong']);
  assert.deepEqual(tokens(formatRefusal('u', 'id', 'NOK', 'why')), ['u', 'response', 'id', 'NOK', 'why']);
});

test('the echo of a request has its transaction at index 7 counted from OK', () => {
  const got = tokens(formatRequestSent('u', 'id', { meta, transactionId: 'txn', message }));
  assert.deepEqual(got.slice(3), [
    'OK',
    'network',
    '3',
    'udp',
    '10.0.0.1',
    '5060',
    '03:04:05.067000',
    'txn',
    'Msg sent:',
    '',
  ]);
  assert.equal(got.slice(3)[7], 'txn');
});

test('the echo of a response has the dialog behind the transaction, then an empty token', () => {
  const got = tokens(formatResponseSent('u', 'id', { meta, transactionId: 'txn', dialogId: 'dlg', message }));
  assert.deepEqual(got.slice(10), ['txn', 'dlg', '', 'Msg sent:', '']);
});

test('a new request carries where it was received, an in-dialog one does not', () => {
  const passed = { meta, transactionId: 'txn', dialogId: '', message };
  const receivedOn = { address: '127.0.0.1', port: 5070 };
  assert.deepEqual(tokens(formatSip('u', { ...passed, receivedOn })).slice(8), [
    'txn',
    '',
    '127.0.0.1',
    '5070',
    '',
  ]);
  assert.deepEqual(tokens(formatSip('u', { ...passed, dialogId: 'dlg' })).slice(8), ['txn', 'dlg', '']);
});
