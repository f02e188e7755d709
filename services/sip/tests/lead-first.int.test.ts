import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { AttemptOutcome, type Permit } from '@firstring/contracts/claim/claim_service';
import { EndCause, LeadChoice, type CallRecord } from '@firstring/contracts/common/call_record';
import { LineState } from '@firstring/contracts/sip/call_service';
import { systemClock as clock } from '@firstring/kernel/system';
import { toneSamples, writeWav } from '@firstring/rtp/audio';
import { eventually, type TestCarrier } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import type { QueuedCaller } from './_fake-scheduler.ts';
import { Harness } from './_harness.ts';
import { AGENT_HZ, isMusic, LEAD_HZ, near, quickCarrier } from './_talking.ts';

const [MESSAGE_HZ, RECORDING_HZ] = [1234, 880];
const KEYS = [
  { key: '1', choice: LeadChoice.LEAD_CHOICE_CONNECT },
  { key: '2', choice: LeadChoice.LEAD_CHOICE_LATER },
  { key: '9', choice: LeadChoice.LEAD_CHOICE_EXCLUDE },
];

describe('a lead who is dialled before an agent is on the line (ADR 23)', () => {
  let harness: Harness;
  let carrier: TestCarrier;
  let leads = 0;
  before(async () => {
    harness = await Harness.start({ soundsFolder: true, keys: true });
    carrier = await quickCarrier(harness);
    mkdirSync(harness.sounds, { recursive: true });
    tone('who-we-are', MESSAGE_HZ, 800);
    tone('offer', RECORDING_HZ, 1500);
  });
  after(() => harness[Symbol.asyncDispose]());

  const tone = (name: string, hz: number, ms: number): void => {
    const samples = toneSamples({ frequenciesHz: [hz], amplitude: 0.4 }, 0, 8 * ms);
    const wav = writeWav({ encoding: 'PCMA', sampleRateHz: 8000, samples });
    writeFileSync(join(harness.sounds, `${name}.wav`), wav);
  };
  const nextPermit = (): Permit => {
    leads += 1;
    return permitFor('', `+1202555${String(2000 + leads)}`);
  };
  const connect = async (waitMs = 2000): Promise<{ permit: Permit; queued: QueuedCaller }> => {
    const permit = nextPermit();
    const plan = { $case: 'connect', value: { waitMs, message: 'who-we-are' } } as const;
    await harness.leadFirst.dialLead({ requestId: permit.attemptId, permit, plan });
    return { permit, queued: await harness.scheduler.caller(permit.phone) };
  };
  const play = async (): Promise<Permit> => {
    const permit = nextPermit();
    const value = { recording: 'offer', keys: KEYS, waitMs: 5000, message: 'who-we-are' };
    const plan = { $case: 'play', value } as const;
    await harness.leadFirst.dialLead({ requestId: permit.attemptId, permit, plan });
    await hears(permit, 'the recording', (hz) => near(hz, RECORDING_HZ));
    return permit;
  };
  const hears = ({ phone }: Permit, what: string, fits: (hz: number | undefined) => boolean) =>
    eventually(clock, `the lead hears ${what}`, () => fits(carrier.callTo(phone)?.heardHz()));
  const open = async (user: string) => {
    const agent = await harness.phone({ user, answerAfterMs: 5 });
    await harness.calls.openAgentLine({ requestId: user, agentId: user });
    for (let state: LineState | undefined; state !== LineState.LINE_STATE_UP; await clock.sleep(10))
      ({ state } = await harness.calls.getAgentLine({ agentId: user }));
    return agent;
  };
  const isOver = async ({ attemptId, permitId }: Permit): Promise<CallRecord> => {
    const record = await harness.log.ended(attemptId);
    await eventually(clock, 'claim knows', () => harness.claim.outcomes(permitId).length === 2);
    assert.deepEqual(harness.claim.outcomes(permitId), [
      AttemptOutcome.ATTEMPT_OUTCOME_RINGING,
      AttemptOutcome.ATTEMPT_OUTCOME_COUNTED,
    ]);
    assert.equal(harness.log.records(attemptId).length, 1);
    return record;
  };

  test('R-111 a predictive call is answered, joins the queue, and talks with an agent whose line is open within two seconds', async () => {
    const agent = await open('ann');
    const { permit, queued } = await connect();
    const { attemptId, phone } = permit;
    assert.equal(queued.arrived.dialled?.leadId, 'lead-1');
    assert.equal(queued.arrived.dialled?.campaignId, 'campaign-1');
    assert.equal(queued.arrived.incomingNumberId, '');
    queued.matched();
    queued.ring('ann', { fencingToken: 8n });
    await harness.log.reached(attemptId, 'bridged');
    await eventually(clock, 'the agent hears the lead', () => near(agent.heardHz(), LEAD_HZ));
    await hears(permit, 'the agent', (hz) => near(hz, AGENT_HZ));
    assert.equal((await queued.connected()).agentId, 'ann');
    await carrier.callTo(phone)?.hangUp();
    const record = await isOver(permit);
    assert.deepEqual(harness.log.steps(attemptId), [
      'leadDialled',
      'leadRinging',
      'leadAnswered',
      'agentAnswered',
      'bridged',
      'ended',
    ]);
    assert.equal(record.endCause, EndCause.END_CAUSE_LEAD_HUNG_UP);
    assert.equal(record.agentId, 'ann');
    assert.equal(record.fencingToken, 8n);
    const waitedMs = (record.bridgeTime?.getTime() ?? Infinity) - (record.answerTime?.getTime() ?? 0);
    assert.ok(waitedMs <= 2000, `${waitedMs} ms`);
    await eventually(clock, 'the stream is over', () => queued.gone);
    // The line stays, and the next lead has it.
    const second = await connect();
    second.queued.ring('ann');
    await harness.log.reached(second.permit.attemptId, 'bridged');
    await eventually(clock, 'the agent hears the next', () => near(agent.heardHz(), LEAD_HZ));
    await harness.calls.hangUp({ requestId: 'h', attemptId: second.permit.attemptId, agentId: 'ann' });
    assert.equal((await isOver(second.permit)).endCause, EndCause.END_CAUSE_AGENT_HUNG_UP);
  });

  test('R-111 with a phone that lifts by itself it is one call as well', async () => {
    const agent = await harness.phone({ user: 'bob', answerAfterMs: 20 });
    const { permit, queued } = await connect();
    queued.ring('bob');
    await harness.log.reached(permit.attemptId, 'bridged');
    await eventually(clock, 'the agent hears the lead', () => near(agent.heardHz(), LEAD_HZ));
    await hears(permit, 'the agent', (hz) => near(hz, AGENT_HZ));
    await agent.call?.hangUp();
    assert.equal((await isOver(permit)).endCause, EndCause.END_CAUSE_AGENT_HUNG_UP);
    await eventually(clock, 'the stream is over', () => queued.gone);
  });

  test('R-111 nobody in time: the lead hears who has called, and the attempt is abandoned, once', async () => {
    const { permit, queued } = await connect(300);
    await hears(permit, 'the message', (hz) => near(hz, MESSAGE_HZ));
    const record = await isOver(permit);
    assert.equal(record.endCause, EndCause.END_CAUSE_ABANDONED);
    assert.equal(record.reason, 'NO_AGENT_IN_TIME');
    assert.equal(record.agentId, '');
    assert.equal(record.bridgeTime, undefined);
    await eventually(clock, 'the stream is over', () => queued.gone);
    await eventually(
      clock,
      'the lead is let go',
      () => carrier.callTo(permit.phone)?.heardHz() === undefined,
    );
  });

  test('a phone that rings too long is silent again, and the lead is told', async () => {
    const agent = await harness.phone({ user: 'cid' });
    const { permit, queued } = await connect(300);
    queued.ring('cid');
    await eventually(clock, 'the phone rings', () => agent.state === 'ringing');
    await hears(permit, 'the message', (hz) => near(hz, MESSAGE_HZ));
    await eventually(clock, 'the phone is silent', () => agent.state === 'idle');
    assert.equal((await isOver(permit)).endCause, EndCause.END_CAUSE_ABANDONED);
  });

  test('who hangs up at once was not left alone by us', async () => {
    const { permit } = await connect();
    await carrier.callTo(permit.phone)?.hangUp();
    assert.equal((await isOver(permit)).endCause, EndCause.END_CAUSE_LEAD_HUNG_UP);
  });

  test('R-111 voice blast: the recording is played to its end, and that is all', async () => {
    const permit = await play();
    const record = await isOver(permit);
    assert.equal(record.endCause, EndCause.END_CAUSE_ANNOUNCED);
    assert.equal(record.leadChoice, LeadChoice.LEAD_CHOICE_UNSPECIFIED);
    assert.ok((record.endTime?.getTime() ?? 0) - (record.answerTime?.getTime() ?? 0) >= 1500);
  });

  for (const [key, choice] of [
    ['2', LeadChoice.LEAD_CHOICE_LATER],
    ['9', LeadChoice.LEAD_CHOICE_EXCLUDE],
  ] as const) {
    test(`R-111 voice blast: key ${key} ends it with ${choice}`, async () => {
      const permit = await play();
      carrier.callTo(permit.phone)?.press('5');
      // A key has to be let go before the next.
      await clock.sleep(400);
      carrier.callTo(permit.phone)?.press(key);
      const record = await isOver(permit);
      assert.equal(record.endCause, EndCause.END_CAUSE_ANNOUNCED);
      assert.equal(record.leadChoice, choice);
    });
  }

  test('R-111 voice blast: key 1, music, and an agent', async () => {
    const agent = await open('dan');
    const permit = await play();
    carrier.callTo(permit.phone)?.press('1');
    const queued = await harness.scheduler.caller(permit.phone);
    await hears(permit, 'music', (hz) => isMusic(hz) && !near(hz, RECORDING_HZ));
    queued.ring('dan');
    await harness.log.reached(permit.attemptId, 'bridged');
    await eventually(clock, 'the agent hears the lead', () => near(agent.heardHz(), LEAD_HZ));
    await hears(permit, 'the agent', (hz) => near(hz, AGENT_HZ));
    await carrier.callTo(permit.phone)?.hangUp();
    const record = await isOver(permit);
    assert.equal(record.endCause, EndCause.END_CAUSE_LEAD_HUNG_UP);
    assert.equal(record.leadChoice, LeadChoice.LEAD_CHOICE_CONNECT);
    assert.equal(record.agentId, 'dan');
  });

  test('the same attempt again is the same call; a permit of an agent, and a wait over two seconds, are refused', async () => {
    const { permit, queued } = await connect();
    const plan = { $case: 'connect', value: { waitMs: 2000, message: 'who-we-are' } } as const;
    await harness.leadFirst.dialLead({ requestId: 'again', permit, plan });
    assert.equal(carrier.ledger.entries.filter(({ number }) => number === permit.phone).length, 1);
    await carrier.callTo(permit.phone)?.hangUp();
    await isOver(permit);
    assert.ok(queued);
    const refused = (more: object, part: Permit = nextPermit()) =>
      assert.rejects(harness.leadFirst.dialLead({ requestId: 'r', permit: part, plan, ...more }));
    await refused({}, permitFor('ann', permit.phone));
    await refused({ plan: { $case: 'connect', value: { waitMs: 2001, message: 'who-we-are' } } });
    await refused({ plan: { $case: 'connect', value: { waitMs: 1000, message: '../passwd' } } });
    await refused({ plan: undefined });
  });
});
