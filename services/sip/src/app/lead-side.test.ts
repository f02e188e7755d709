import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { seededRandom, SimulatedClock } from '@firstring/kernel/testing';
import { newCall, type CallLimits, type CallState } from '../domain/call-state.ts';
import { samplePermit, sampleSubject } from '../domain/sample-call.ts';
import { fillTrunk } from '../domain/trunk-defaults.ts';
import type { CallDeps } from './call-deps.ts';
import type { CallHandle } from './call-handle.ts';
import { LeadSide } from './lead-side.ts';
import type { LegEvents } from './ports.ts';

const OFFER =
  'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n';
// No timer of a call runs here.
const NO_LIMITS = {} as unknown as CallLimits;

/** The lead's half of a call whose trunks answer what the test says. */
function bench() {
  const legs: LegEvents[] = [];
  const heard: string[] = [];
  const trunk = fillTrunk({ trunkId: 'trunk', targets: [{ address: '192.0.2.9', priority: 0, weight: 1 }] });
  const [target] = trunk.targets;
  const slot = {
    trunk,
    target,
    callerId: '+12025550100',
    spaced: async () => {},
    works: () => {},
    release: () => {},
  };
  // What the lead's half asks of a service.
  const deps = {
    clock: new SimulatedClock(),
    random: seededRandom('lead'),
    log: silentLog,
    settings: { trunkWaitMs: 0, redeemFreshMs: 2000, trunkSilenceMs: 4000 },
    trunkPool: { acquire: async () => ({ type: 'granted', slot }) },
    claim: { redeem: async () => ({ type: 'redeemed' }) },
    gateway: {
      ring: (_orders: unknown, events: LegEvents) => {
        legs.push(events);
        return { end: () => {} };
      },
    },
  } as unknown as CallDeps;
  const call = {
    state: newCall({ subject: sampleSubject, limits: NO_LIMITS, permit: samplePermit }, 0),
    media: {
      leadOffer: async () => OFFER,
      leadAnswered: async (sdp: string) => heard.push(sdp),
    },
    writer: { flush: async () => {} },
    dispatch: () => {},
    hear: () => {},
    askClaim: <T>(ask: () => Promise<T>) => ask(),
  };
  const lead = new LeadSide(deps, call as unknown as CallHandle);
  const dial = async (tryNumber: number): Promise<LegEvents> => {
    const state: CallState = { ...call.state, tryNumber };
    call.state = state;
    await lead.prepare(tryNumber);
    await lead.redeem(tryNumber);
    await lead.invite(tryNumber);
    const leg = legs.at(-1);
    assert.ok(leg);
    return leg;
  };
  return { lead, dial, heard };
}

test('F57 the early media of a try that was given up never takes the place of the next one’s', async () => {
  const { lead, dial, heard } = bench();
  const first = await dial(1);
  lead.end(1);
  const second = await dial(2);
  second.ringing({ sdp: 'of the second' });
  first.ringing({ sdp: 'of the first' });
  first.answered({ sdp: 'of the first' });
  // Its 200 says nothing new.
  second.answered({ sdp: '' });
  await lead.connect();
  assert.deepEqual(heard, ['of the second']);
});
