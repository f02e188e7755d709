import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LegEvents, LegOrder } from '../app/ports.ts';
import { RingGroup } from './ring-group.ts';

function bench(count: number) {
  const legs: { events: LegEvents; ended: boolean }[] = [];
  const heard: string[] = [];
  const orders = Array.from({ length: count }, (_, index): LegOrder => {
    const uri = `sip:${index}`;
    return { uri, from: '', to: '', callId: uri, fromTag: '', headers: {}, sdp: '' };
  });
  const group = new RingGroup(
    (_order, events) => {
      const leg = { events, ended: false };
      legs.push(leg);
      return {
        end: () => {
          leg.ended = true;
        },
        sendKey: async () => {},
        tellTransfer: () => {},
        reoffer: async (sdp) => sdp,
        traces: () => [],
      };
    },
    orders,
    {
      ringing: () => heard.push('ringing'),
      answered: ({ sdp }) => heard.push(`answered ${sdp}`),
      failed: ({ status }) => heard.push(`failed ${status}`),
      ended: ({ lost }) => heard.push(`ended ${lost}`),
      reoffered: async (sdp) => `answer to ${sdp}`,
      offerWanted: async () => 'offer',
      offerAnswered: async () => {},
    },
  );
  const leg = (place: number) => legs[place] ?? assert.fail(`no leg ${place}`);
  return { group, legs, heard, leg };
}

test('the first to answer has the call, the others are ended, and what they say later is not heard', () => {
  const { leg, heard } = bench(3);
  leg(0).events.ringing({ sdp: undefined });
  leg(1).events.answered({ sdp: 'b' });
  leg(2).events.answered({ sdp: 'c' });
  leg(0).events.failed({ status: 487, heard: true });
  leg(2).events.ended({ lost: false });
  assert.deepEqual(heard, ['ringing', 'answered b']);
  assert.deepEqual([leg(0).ended, leg(1).ended, leg(2).ended], [true, false, true]);
  leg(1).events.ended({ lost: true });
  assert.deepEqual(heard, ['ringing', 'answered b', 'ended true']);
});

test('it has failed when all have; a word outweighs silence', () => {
  const { leg, heard } = bench(2);
  leg(0).events.failed({ status: 486, heard: true });
  assert.deepEqual(heard, []);
  leg(1).events.failed({ status: 408, heard: false });
  assert.deepEqual(heard, ['failed 486']);
});

test('ending the group ends every leg', () => {
  const { group, legs } = bench(2);
  group.end();
  assert.ok(legs.every((each) => each.ended));
});
