import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CarrierLedger } from './carrier-ledger.ts';
import { scriptByLastDigits } from './carrier-script.ts';
import type { SipRequest } from './sip-app.ts';

function invite(number: string, headers: Record<string, string> = {}): SipRequest {
  const all: Record<string, string> = {
    'call-id': `c-${number}`,
    from: '"Desk" <sip:+1800@here>;tag=1',
    ...headers,
  };
  return {
    method: 'INVITE',
    uri: `sip:${number}@127.0.0.1:5060;user=phone`,
    body: '',
    source_address: '127.0.0.1',
    source_port: 5060,
    msg: { headers: all },
    get: (name) => all[name],
    has: (name) => name in all,
    getParsedHeader: () => ({ uri: '' }),
    on: () => {},
  };
}

test('an entry holds what was dialled, by whom, and the headers that begin with X-', () => {
  const ledger = new CarrierLedger();
  const entry = ledger.open(invite('+15551', { 'X-Permit': 'p', Subject: 's' }), 5);
  assert.deepEqual(entry, {
    callId: 'c-+15551',
    cseq: '',
    number: '+15551',
    callerId: '+1800',
    xHeaders: { 'x-permit': 'p' },
    receivedAt: 5,
  });
});

test('live calls are counted, an end counts once', () => {
  const ledger = new CarrierLedger();
  const [a, b] = [ledger.open(invite('1'), 0), ledger.open(invite('2'), 1)];
  ledger.close(a, 'cancelled', 2);
  ledger.close(a, 'lost', 3);
  ledger.open(invite('3'), 4);
  assert.deepEqual([ledger.live, ledger.liveMost, a.end, a.endedAt], [2, 2, 'cancelled', 2]);
  ledger.close(b, 'rejected', 5);
  assert.equal(ledger.live, 1);
});

test('two calls to one number at a time are found, one after the other are not', () => {
  const ledger = new CarrierLedger();
  const first = ledger.open(invite('1'), 0);
  ledger.close(first, 'caller-hung-up', 10);
  const second = ledger.open(invite('1'), 10);
  assert.deepEqual(ledger.overlaps(), []);
  const third = ledger.open(invite('1'), 11);
  assert.deepEqual(ledger.overlaps(), [[second, third]]);
});

test('the last two digits decide what the carrier does', () => {
  const outcome = (number: string): string => {
    const { outcome: it } = scriptByLastDigits(number);
    return it.type === 'reject' ? String(it.status) : it.type;
  };
  const results = ['5503', '5504', '5586', '5580', '5599', '5583', '5512'].map(outcome);
  assert.deepEqual(results, ['503', '404', '486', 'no-answer', 'no-answer', 'answer', 'answer']);
});
