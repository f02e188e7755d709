import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { seededRandom, SimulatedClock } from '@firstring/kernel/testing';
import type { LegEvents } from '../app/ports.ts';
import { DialogLeg } from './dialog-leg.ts';
import type { IncomingRequest, ReceivedResponse, RequestOptions, Responder, SipDialog } from './drachtio.ts';

const HOLD =
  'v=0\r\no=- 1 2 IN IP4 1.2.3.4\r\ns=-\r\nc=IN IP4 1.2.3.4\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\na=inactive\r\n';

/** A dialog whose far end answers when and as the test says. */
function bench() {
  const clock = new SimulatedClock();
  const sent: { options: RequestOptions; answer: (status: number, body?: string) => void }[] = [];
  const wishes: string[] = [];
  const dialog = Object.assign(new EventEmitter(), {
    id: 'dialog',
    local: { sdp: '' },
    remote: { uri: 'sip:far' },
    request: (options: RequestOptions, callback: (error: unknown, response: ReceivedResponse) => void) => {
      const answer = (status: number, body = ''): void => {
        // The two things that are read of a response.
        callback(null, { status, body } as ReceivedResponse);
      };
      sent.push({ options, answer });
    },
    // Only what a leg asks of its dialog.
  }) as unknown as SipDialog & EventEmitter;
  // Nothing else is told in these tests.
  const events = {
    reoffered: async () => 'our answer',
    wished: (wish: string) => wishes.push(wish),
  } as unknown as LegEvents;
  const deps = { clock, random: seededRandom('glare'), log: silentLog };
  const limits = { probeMs: 1e6, probeWaitMs: 1000, reofferMs: 8000 };
  const leg = new DialogLeg({ ...deps, ...limits }, dialog, { events, credentials: undefined });
  const theirs = (): number[] => {
    const statuses: number[] = [];
    const responder = { send: (status: number) => statuses.push(status) } as unknown as Responder;
    dialog.emit('modify', { body: HOLD } as IncomingRequest, responder);
    return statuses;
  };
  return { clock, sent, leg, theirs, wishes };
}

test('F69 a re-INVITE of ours that is answered 491 goes again after 2.1 to 4.0 s, as the Call-ID’s owner; the call goes on', async () => {
  const { clock, sent, leg } = bench();
  const answered = leg.reoffer('our offer');
  await turn();
  sent[0]?.answer(491);
  await turn();
  clock.advance(2090);
  await turn();
  assert.equal(sent.length, 1);
  clock.advance(1910);
  await turn();
  assert.equal(sent.length, 2);
  assert.equal(sent[1]?.options.body, 'our offer');
  sent[1]?.answer(180);
  sent[1]?.answer(200, 'their answer');
  assert.equal(await answered, 'their answer');
});

test('F69 a re-INVITE that comes in while ours is outstanding is 491; while we back off it is answered', async () => {
  const { clock, sent, leg, theirs, wishes } = bench();
  const answered = leg.reoffer('our offer');
  await turn();
  assert.deepEqual(theirs(), [491]);
  sent[0]?.answer(491);
  await turn();
  const statuses = theirs();
  await turn();
  assert.deepEqual(statuses, [200]);
  assert.deepEqual(wishes, ['nothing']);
  clock.advance(4000);
  await turn();
  sent[1]?.answer(200, 'their answer');
  await answered;
});

test('one refused re-INVITE does not keep the next from going (dialog.modify would)', async () => {
  const { sent, leg } = bench();
  const refused = leg.reoffer('one');
  const next = leg.reoffer('two');
  await turn();
  assert.equal(sent.length, 1);
  sent[0]?.answer(488);
  await assert.rejects(refused, { reason: 'MEDIA_UNAVAILABLE' });
  await turn();
  assert.equal(sent[1]?.options.body, 'two');
  sent[1]?.answer(200, 'yes');
  assert.equal(await next, 'yes');
});

test('a far end that rings on a re-INVITE and says no more (drachtio-server keeps its 200) is given up in time', async () => {
  const { clock, sent, leg } = bench();
  const answered = assert.rejects(leg.reoffer('one'), { reason: 'MEDIA_UNAVAILABLE' });
  await turn();
  sent[0]?.answer(180);
  clock.advance(8000);
  await answered;
  const next = leg.reoffer('two');
  await turn();
  sent[1]?.answer(200, 'yes');
  assert.equal(await next, 'yes');
});
