import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportMissedCallRequest } from '@firstring/contracts/dialback/dialback_service';
import { NOBODY_KNOWN, type ArrivedCall } from '../domain/caller-state.ts';
import { createMissedCalls } from './missed-calls.ts';

const CALL: ArrivedCall = {
  attemptId: 'attempt-1',
  processId: 'demo',
  campaignId: 'solar',
  incomingNumberId: '',
  phone: '+12125550123',
  called: '+12025550100',
  trunkId: 'carrier',
  sipCallId: '',
  arrivedAt: 1000,
};

async function nameOf(sipCallId: string): Promise<string> {
  const told: ReportMissedCallRequest[] = [];
  const missed = createMissedCalls({ reportMissedCall: async (request) => told.push(request) });
  const lost = { match: NOBODY_KNOWN, cause: 'NO_AGENT', missedAt: 2000 } as const;
  await missed.report({ ...CALL, sipCallId }, lost);
  return told[0]?.requestId ?? '';
}

test('F65 a missed call is named after its Call-ID, in marks that an address of a page can hold, whatever the carrier writes', async () => {
  const wild = [`1-19729@127.0.0.1`, `a/b?c=%2e"{}<>`, 'x'.repeat(4000)];
  for (const callId of wild) {
    const name = await nameOf(callId);
    assert.match(name, /^[A-Za-z0-9._:-]{1,128}$/);
    assert.equal(await nameOf(callId), name);
    assert.notEqual(await nameOf(`${callId}!`), name);
  }
});
