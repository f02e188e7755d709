import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import { AppError, silentLog } from '@firstring/kernel';
import { seededRandom, SimulatedClock } from '@firstring/kernel/testing';
import type { LegEvents } from '../app/ports.ts';
import { DialogLeg } from './dialog-leg.ts';
import type { IncomingRequest, RequestOptions, Responder, SipDialog } from './drachtio.ts';

const OFFER = 'v=0\r\no=- 1 2 IN IP4 1.2.3.4\r\ns=-\r\nc=IN IP4 1.2.3.4\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n';
const KEY = { digit: '5', durationMs: 160 };

/** A dialog whose far end answers nothing until the test says so. */
function bench(events: Partial<LegEvents> = {}) {
  const sent: RequestOptions[] = [];
  const answers: (() => void)[] = [];
  const dialog = Object.assign(new EventEmitter(), {
    id: 'dialog',
    local: { sdp: '' },
    remote: { uri: 'sip:far' },
    request: (options: RequestOptions) => {
      sent.push(options);
      return new Promise((resolve) => answers.push(() => resolve({ status: 200 })));
    },
    // Only what a leg asks of its dialog.
  }) as unknown as SipDialog & EventEmitter;
  const limits = { probeMs: 1e6, probeWaitMs: 1e6, reofferMs: 8000 };
  const deps = { clock: new SimulatedClock(), random: seededRandom('leg'), log: silentLog, ...limits };
  // Nothing else is told in these tests.
  const leg = new DialogLeg(deps, dialog, { events: events as unknown as LegEvents, credentials: undefined });
  return { leg, sent, answers, dialog };
}

test('an offer that must come again later is 491, one that nobody can read 488', async () => {
  for (const [code, status] of [
    ['aborted', 491],
    ['invalid_argument', 488],
    ['unavailable', 500],
  ] as const) {
    const reoffered = () => Promise.reject(new AppError({ reason: 'MEDIA_UNAVAILABLE', code, message: '' }));
    const { dialog } = bench({ reoffered });
    const statuses: number[] = [];
    const responder = { send: (answered: number) => statuses.push(answered) } as unknown as Responder;
    dialog.emit('modify', { body: OFFER } as IncomingRequest, responder);
    await turn();
    assert.deepEqual(statuses, [status]);
  }
});

test('keys that the far end does not answer are refused beyond a limit, and taken again afterwards', async () => {
  const { leg, sent, answers } = bench();
  const waiting = Array.from({ length: 64 }, () => leg.sendKey(KEY));
  await assert.rejects(leg.sendKey(KEY), { reason: 'UNAVAILABLE' });
  for (let answered = 0; answered < 64; answered += 1) {
    await turn();
    answers[answered]?.();
  }
  await Promise.all(waiting);
  assert.equal(sent.length, 64);
  const last = leg.sendKey(KEY);
  await turn();
  answers[64]?.();
  await last;
});

test('a colleague’s phone that rings a hundred times is told of once', async () => {
  const { leg, sent, answers } = bench();
  leg.tellTransfer(100);
  for (let rings = 0; rings < 100; rings += 1) leg.tellTransfer(180);
  leg.tellTransfer(200);
  for (let answered = 0; answered < 4; answered += 1) {
    await turn();
    answers[answered]?.();
  }
  assert.deepEqual(
    sent.map(({ body }) => body?.slice(8, 11)),
    ['100', '180', '200'],
  );
});
