import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LadderMessageView, LadderView } from '../../../src/app/views/telephony.ts';
import { formatOffset, layOut } from './ladder-layout.ts';
import { ladderText } from './ladder-text.ts';

function message(
  at: number,
  leg: string,
  sent: boolean,
  more: Partial<LadderMessageView> = {},
): LadderMessageView {
  return {
    at,
    leg,
    sent,
    method: 'INVITE',
    status: 0,
    reason: '',
    raw: 'INVITE sip:x SIP/2.0\r\n\r\n',
    cut: false,
    repeated: false,
    madeUp: false,
    ...more,
  };
}

const LADDER: LadderView = {
  attemptId: 'c1',
  agentName: 'Ann',
  phone: '+12025550123',
  test: false,
  startedAt: 1_000_000,
  endedAt: 1_030_000,
  trunkId: 'east',
  legs: [
    { name: 'l1', side: 'trunk', peer: 'udp/203.0.113.9:5060' },
    { name: 'a1', side: 'agent', peer: 'udp/198.51.100.7:5062' },
  ],
  messages: [
    message(1_000_004, 'a1', true, { raw: 'INVITE sip:x SIP/2.0\r\n\r\nv=0\r\nm=audio 4000 RTP/AVP 0\r\n' }),
    message(1_000_240, 'a1', false, { status: 180, reason: 'Ringing' }),
    message(1_000_300, 'l1', true, { repeated: true }),
    message(1_000_900, 'l1', false, { status: 408, reason: 'Request Timeout', madeUp: true }),
    message(1_001_000, 'a1', false, { method: 'BYE', status: 200, reason: 'OK' }),
  ],
  omitted: 0,
  omittedBefore: 0,
  testResult: undefined,
};

test('the agent’s phone stands left of Firstring and the trunk right, whichever came first', () => {
  const { columns, arrows } = layOut(LADDER);
  assert.deepEqual(
    columns.map(({ title }) => title),
    ['Agent’s phone', 'Firstring', 'Trunk east'],
  );
  assert.deepEqual(
    arrows.map(({ from, to, label, tone, notes, afterMs }) => [from, to, label, tone, notes.join(), afterMs]),
    [
      [1, 0, 'INVITE', 'request', 'audio', 0],
      [0, 1, '180 Ringing', 'progress', '', 236],
      [1, 2, 'INVITE', 'request', 'again', 296],
      [2, 1, '408 Request Timeout', 'failure', 'nothing was heard', 896],
      [0, 1, '200 OK (BYE)', 'success', '', 996],
    ],
  );
});

test('several phones and several tries have a column each; a call without a trunk has two', () => {
  const messages = ['a1', 'a2', 'l1', 'l2'].map((leg) => message(1, leg, true));
  const titles = (ladder: Parameters<typeof layOut>[0]) => layOut(ladder).columns.map(({ title }) => title);
  assert.deepEqual(titles({ legs: [], messages, trunkId: 'east' }), [
    'Agent’s phone 1',
    'Agent’s phone 2',
    'Firstring',
    'Trunk, try 1',
    'Trunk, try 2',
  ]);
  assert.deepEqual(titles({ legs: [], messages: messages.slice(0, 1), trunkId: '' }), [
    'Agent’s phone',
    'Firstring',
  ]);
});

test('a colleague who is brought in stands right of the trunk', () => {
  const legs = [
    { name: 't1-1', side: 'colleague' as const, peer: '' },
    { name: 'l1', side: 'trunk' as const, peer: '' },
  ];
  const { columns } = layOut({ legs, messages: [], trunkId: '' });
  assert.deepEqual(
    columns.map(({ title }) => title),
    ['Firstring', 'Trunk', 'Colleague’s phone'],
  );
});

test('offsets are told in thousandths of a second', () => {
  assert.deepEqual(
    [formatOffset(0), formatOffset(1234.5), formatOffset(-3)],
    ['+0.000 s', '+1.234 s', '−0.003 s'],
  );
});

test('the file tells what it is of, and every message with time, direction and text', () => {
  const text = ladderText({ ...LADDER, omitted: 7, omittedBefore: 2 });
  for (const part of [
    '# Call c1\n',
    '# Number +12025550123\n',
    '# Leg a1: Firstring and udp/198.51.100.7:5062\n',
    '#1 1970-01-01T00:16:40.004Z +0.000 s leg a1 Firstring -> udp/198.51.100.7:5062: INVITE\n\nINVITE sip:x SIP/2.0\n',
    '# 7 messages are left out here\n',
    'udp/203.0.113.9:5060 -> Firstring: 408 Request Timeout [made up by the SIP server: nothing was heard]',
  ]) {
    assert.ok(text.includes(part), part);
  }
  assert.ok(!text.includes('\r'));
});
