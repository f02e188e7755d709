import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DIALBACK_EVENTS, LEAD_EVENTS } from '@firstring/contracts';
import { LeadEvent } from '@firstring/contracts/leads/lead_events';
import {
  DialbackEvent,
  DialbackOutcome,
  DialbackState,
} from '@firstring/contracts/dialback/dialback_service';
import { deferred } from '@firstring/kernel';
import { KNOWN, MISSED, start } from './_harness.ts';

test('R-51 R-53 a missed call becomes one queued entry, the same report is the same entry, and the bus hears of it', async () => {
  await using harness = await start();
  const heard = deferred<string | undefined>();
  await using _ = await harness.bus.subscribe({
    group: 'test.dialbacks',
    topics: [DIALBACK_EVENTS.name],
    handler: async ([message]) => {
      if (message !== undefined) heard.resolve(DialbackEvent.decode(message.payload).dialback?.dialbackId);
    },
  });
  const report = { ...MISSED, requestId: 'missed-1' };
  const [first, again] = [
    await harness.dialback.reportMissedCall(report),
    await harness.dialback.reportMissedCall(report),
  ];
  assert.equal(first.dialback?.state, DialbackState.DIALBACK_STATE_QUEUED);
  assert.equal(again.dialback?.dialbackId, first.dialback?.dialbackId);
  assert.equal(await heard.promise, first.dialback?.dialbackId);
  const { dialbacks } = await harness.dialback.listDialbacks({ processId: 'process-1', openOnly: true });
  assert.equal(dialbacks.length, 1);
});

test('A-42 a caller on the do-not-call list is listed as missed, with the reason, and not called back', async () => {
  await using harness = await start();
  harness.neighbours.excluded.add(MISSED.phone);
  const { dialback } = await harness.dialback.reportMissedCall({ ...MISSED, requestId: 'missed-1' });
  assert.equal(dialback?.state, DialbackState.DIALBACK_STATE_MISSED_ONLY);
  assert.equal(dialback.cause, 'number_excluded');
  assert.equal(
    (await harness.dialback.listDialbacks({ processId: 'process-1', openOnly: true })).dialbacks.length,
    0,
  );
});

test('A-12 a dial-back for an erased lead is cancelled and names the lead no more', async () => {
  await using harness = await start();
  const cancelled = deferred<void>();
  await using _ = await harness.bus.subscribe({
    group: 'test.erased',
    topics: [DIALBACK_EVENTS.name],
    handler: async (batch) => {
      const causes = batch.map(({ payload }) => DialbackEvent.decode(payload).dialback?.cause);
      if (causes.includes('lead_deleted')) cancelled.resolve();
    },
  });
  await harness.dialback.reportMissedCall({ ...MISSED, requestId: 'missed-1' });
  const event = { $case: 'deleted' as const, value: { phones: [MISSED.phone], customerId: '' } };
  const erased = { processId: 'process-1', leadId: 'lead-1', version: 2n, event };
  const payload = LeadEvent.encode(erased).finish();
  await harness.tell(LEAD_EVENTS, 'LeadDeleted', payload);
  await cancelled.promise;
  const { dialbacks } = await harness.dialback.listDialbacks({ processId: 'process-1' });
  assert.deepEqual(
    dialbacks.map(({ state, leadId }) => [state, leadId]),
    [[DialbackState.DIALBACK_STATE_CANCELLED, '']],
  );
});

test('R-63 of several missed calls only the last stays open', async () => {
  await using harness = await start();
  for (const requestId of ['m1', 'm2', 'm3'])
    await harness.dialback.reportMissedCall({ ...MISSED, requestId });
  const { dialbacks } = await harness.dialback.listDialbacks({ processId: 'process-1' });
  assert.deepEqual(
    dialbacks.map(({ dialbackId, cause }) => [dialbackId, cause]),
    [
      ['m3', 'no_agent'],
      ['m1', 'superseded'],
      ['m2', 'superseded'],
    ],
  );
});

test('R-63 sip/52 a hundred missed calls of one caller at once leave one open entry', async () => {
  await using harness = await start();
  await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      harness.dialback.reportMissedCall({ ...MISSED, requestId: `burst-${n}` }),
    ),
  );
  const { dialbacks } = await harness.dialback.listDialbacks({ processId: 'process-1', openOnly: true });
  assert.equal(dialbacks.length, 1);
});

test('R-54 one agent gets the entry, the other is told it is taken; a bridged call completes it', async () => {
  await using harness = await start();
  await harness.dialback.reportMissedCall({ ...MISSED, requestId: 'm1' });
  const answers = await Promise.all(
    ['a', 'b'].map((agentId) =>
      harness.dialback.presentDialback({ requestId: agentId, dialbackId: 'm1', agentId }),
    ),
  );
  assert.deepEqual(
    answers.map(({ presented }) => presented).toSorted((a, b) => Number(a) - Number(b)),
    [false, true],
  );
  const settle = (outcome: DialbackOutcome) => harness.dialback.settleDialback({ dialbackId: 'm1', outcome });
  await settle(DialbackOutcome.DIALBACK_OUTCOME_DIALING);
  const { dialback } = await settle(DialbackOutcome.DIALBACK_OUTCOME_BRIDGED);
  assert.equal(dialback?.state, DialbackState.DIALBACK_STATE_COMPLETED);
  await assert.rejects(harness.dialback.presentDialback({ dialbackId: 'nobody', agentId: 'a' }), {
    reason: 'DIALBACK_NOT_FOUND',
  });
});

test('R-53 A-44 an unknown report is matched to the most recently called lead of the number; nobody known is only listed', async () => {
  await using harness = await start();
  const report = (requestId: string, phone: string) =>
    harness.dialback.reportMissedCall({ ...MISSED, requestId, phone, leadId: '' });
  const known = (await report('m1', KNOWN)).dialback;
  assert.deepEqual([known?.leadId, known?.campaignId], ['recent', 'campaign-7']);
  const stranger = (await report('m2', '+12025550178')).dialback;
  assert.equal(stranger?.state, DialbackState.DIALBACK_STATE_MISSED_ONLY);
});

test('R-63 the same report twice at once is one entry', async () => {
  await using harness = await start();
  await Promise.all(
    ['a', 'b', 'c'].map(() => harness.dialback.reportMissedCall({ ...MISSED, requestId: 'same' })),
  );
  assert.equal((await harness.dialback.listDialbacks({ processId: 'process-1' })).dialbacks.length, 1);
});
