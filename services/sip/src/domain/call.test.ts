import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepCall } from './call.ts';
import type { CallAction } from './call-action.ts';
import type { CallInput } from './call-input.ts';
import type { CallRecord } from './call-record.ts';
import { newCall, type CallState } from './call-state.ts';
import type { Permit } from './permit.ts';
import { sampleLimits, samplePermit, sampleSubject } from './sample-call.ts';

/** Plays inputs into one attempt, a second apart. */
class Attempt {
  state: CallState;
  readonly actions: CallAction[] = [];
  nowAt = 1000;

  constructor(permit?: Permit) {
    const order = {
      subject: sampleSubject,
      limits: sampleLimits,
      ...(permit === undefined ? {} : { permit }),
    };
    this.state = newCall(order, 0);
    this.play({ type: 'start' });
  }

  /** Names of the actions that these inputs caused. */
  play(...inputs: readonly CallInput[]): string[] {
    const before = this.actions.length;
    for (const input of inputs) {
      const { state, actions } = stepCall(this.state, input, this.nowAt);
      this.state = state;
      this.actions.push(...actions);
      this.nowAt += 1000;
    }
    return this.actions.slice(before).map(nameOf);
  }

  get records(): CallRecord[] {
    return this.actions.flatMap((action) =>
      action.type === 'publish' && action.step.type === 'Ended' ? [action.step.record] : [],
    );
  }

  get settled(): string[] {
    return this.actions.flatMap((action) => (action.type === 'settle' ? [action.outcome] : []));
  }
}

function nameOf(action: CallAction): string {
  return action.type === 'publish' ? action.step.type : action.type;
}

const dialled = (permit: Permit = samplePermit): Attempt => {
  const attempt = new Attempt(permit);
  attempt.play(
    { type: 'agentPrepared' },
    { type: 'agentRinging' },
    { type: 'agentAnswered' },
    { type: 'leadPrepared', tryNumber: 1, trunkId: 'trunk-1', sipCallId: 'call-1' },
    { type: 'redeemed', tryNumber: 1 },
    { type: 'committed', tryNumber: 1 },
  );
  return attempt;
};

const bridged = (): Attempt => {
  const attempt = dialled();
  attempt.play(
    { type: 'leadRinging', tryNumber: 1, earlyMedia: false },
    { type: 'leadAnswered', tryNumber: 1 },
    { type: 'joined' },
  );
  return attempt;
};

test('agent, permit, journal, lead, bridge: each only after the one before', () => {
  const attempt = bridged();
  assert.deepEqual(
    attempt.actions.map(nameOf).filter((name) => !name.endsWith('Timer')),
    [
      'prepareAgent',
      'inviteAgent',
      'AgentRinging',
      'AgentAnswered',
      'connectAgent',
      'prepareLead',
      'redeem',
      'LeadDialled',
      'commit',
      'inviteLead',
      'LeadRinging',
      'settle',
      'ringback',
      'LeadAnswered',
      'ringback',
      'join',
      'Bridged',
    ],
  );
  attempt.play({ type: 'leadEnded', tryNumber: 1, lost: false });
  const [record, ...more] = attempt.records;
  assert.deepEqual(more, []);
  assert.equal(record?.cause, 'LEAD_HUNG_UP');
  assert.equal(record?.counted, true);
  assert.equal(record?.trunkId, 'trunk-1');
  assert.deepEqual(attempt.settled, ['RINGING', 'COUNTED']);
  assert.equal(attempt.state.phase, 'ended');
});

test('R-1 ring on preview waits for the permit after the agent has lifted, and gives up without one', () => {
  const attempt = new Attempt();
  assert.deepEqual(attempt.play({ type: 'agentPrepared' }, { type: 'agentAnswered' }), [
    'inviteAgent',
    'setTimer',
    'AgentAnswered',
    'clearTimer',
    'connectAgent',
    'setTimer',
  ]);
  assert.equal(attempt.state.phase, 'waiting');
  const late = new Attempt();
  late.play({ type: 'agentPrepared' }, { type: 'agentAnswered' }, { type: 'timer', timer: 'permitWait' });
  assert.equal(late.records[0]?.cause, 'BLOCKED');
  assert.deepEqual(attempt.play({ type: 'place', permit: samplePermit }), ['clearTimer', 'prepareLead']);
});

test('a second permit for the same attempt starts no second call', () => {
  const attempt = dialled();
  assert.deepEqual(attempt.play({ type: 'place', permit: samplePermit }), []);
});

test('a refused permit ends the attempt without an INVITE to the lead', () => {
  const attempt = new Attempt(samplePermit);
  attempt.play(
    { type: 'agentPrepared' },
    { type: 'agentAnswered' },
    { type: 'leadPrepared', tryNumber: 1, trunkId: 'trunk-1', sipCallId: 'call-1' },
    { type: 'refused', tryNumber: 1, reason: 'NUMBER_EXCLUDED' },
  );
  assert.ok(!attempt.actions.some((action) => action.type === 'inviteLead'));
  assert.equal(attempt.records[0]?.cause, 'BLOCKED');
  assert.equal(attempt.records[0]?.reason, 'NUMBER_EXCLUDED');
  assert.equal(attempt.records[0]?.counted, false);
  assert.deepEqual(attempt.settled, ['NOT_RUNG']);
});

test('busy before any ringing does not count; after ringing it does', () => {
  const quick = dialled();
  quick.play({ type: 'leadFailed', tryNumber: 1, failure: { status: 486, heard: true } });
  assert.equal(quick.records[0]?.cause, 'BUSY');
  assert.equal(quick.records[0]?.counted, false);
  const rung = dialled();
  rung.play(
    { type: 'leadRinging', tryNumber: 1, earlyMedia: false },
    { type: 'leadFailed', tryNumber: 1, failure: { status: 486, heard: true } },
  );
  assert.equal(rung.records[0]?.counted, true);
});

test('the ring limit cancels, and the record waits for the answer to the CANCEL', () => {
  const attempt = dialled();
  attempt.play({ type: 'leadRinging', tryNumber: 1, earlyMedia: false });
  assert.deepEqual(attempt.play({ type: 'timer', timer: 'leadRing' }), [
    'endAgent',
    'clearTimer',
    'endLead',
    'setTimer',
  ]);
  assert.equal(attempt.records.length, 0);
  attempt.play({ type: 'leadFailed', tryNumber: 1, failure: { status: 487, heard: true } });
  assert.equal(attempt.records[0]?.cause, 'NO_ANSWER');
  assert.equal(attempt.records[0]?.sipStatus, 487);
});

test('a CANCEL that is never answered is recorded as unknown: it counts', () => {
  const attempt = dialled();
  attempt.play({ type: 'hangUp' }, { type: 'timer', timer: 'cancel' });
  assert.equal(attempt.records[0]?.cause, 'CANCELLED');
  assert.equal(attempt.records[0]?.counted, true);
  const answered = dialled();
  answered.play(
    { type: 'hangUp' },
    { type: 'leadFailed', tryNumber: 1, failure: { status: 487, heard: true } },
  );
  assert.equal(answered.records[0]?.counted, false);
});

test('F59 F60 a 200 that crosses our CANCEL is hung up and recorded as abandoned, with its times', () => {
  const attempt = dialled();
  attempt.play({ type: 'leadRinging', tryNumber: 1, earlyMedia: false }, { type: 'agentEnded', lost: false });
  const actions = attempt.play({ type: 'leadAnswered', tryNumber: 1 });
  assert.ok(actions.includes('endLead'));
  const [record, ...more] = attempt.records;
  assert.deepEqual(more, []);
  assert.equal(record?.cause, 'ABANDONED');
  assert.ok(record?.answerAt !== undefined);
  assert.equal(record?.counted, true);
});

test('F60 an agent who hangs up while the audio is being joined abandons the lead', () => {
  const attempt = dialled();
  attempt.play({ type: 'leadAnswered', tryNumber: 1 }, { type: 'agentEnded', lost: false });
  assert.equal(attempt.records[0]?.cause, 'ABANDONED');
  assert.ok(attempt.actions.some((action) => action.type === 'endLead'));
});

test('F55 a trunk that refuses is followed by another one, which needs the permit again', () => {
  const attempt = dialled();
  const actions = attempt.play({ type: 'leadFailed', tryNumber: 1, failure: { status: 503, heard: true } });
  assert.deepEqual(actions, ['clearTimer', 'prepareLead']);
  assert.deepEqual(
    attempt.play({ type: 'leadPrepared', tryNumber: 2, trunkId: 'trunk-2', sipCallId: 'call-2' }),
    ['redeem'],
  );
});

test('F55 when no other trunk is left, the record says what the last one said', () => {
  const attempt = dialled();
  attempt.play(
    { type: 'leadFailed', tryNumber: 1, failure: { status: 503, heard: true } },
    { type: 'leadUnprepared', tryNumber: 2, reason: 'TRUNK_UNAVAILABLE' },
  );
  assert.equal(attempt.records[0]?.cause, 'CONGESTED');
  assert.equal(attempt.records[0]?.counted, false);
});

test('nothing is tried again after the phone has rung', () => {
  const attempt = dialled();
  attempt.play(
    { type: 'leadRinging', tryNumber: 1, earlyMedia: true },
    { type: 'leadFailed', tryNumber: 1, failure: { status: 503, heard: true } },
  );
  assert.equal(attempt.state.phase, 'ended');
});

test('F57 a silent trunk is given up; its late 200 is hung up while the other trunk is dialled', () => {
  const attempt = dialled();
  assert.deepEqual(attempt.play({ type: 'trunkSilent', tryNumber: 1 }), [
    'endLead',
    'clearTimer',
    'prepareLead',
  ]);
  assert.deepEqual(attempt.play({ type: 'leadAnswered', tryNumber: 1 }), ['endLead']);
  assert.equal(attempt.state.phase, 'preparing');
});

test('early media replaces ringback', () => {
  const attempt = dialled();
  attempt.play({ type: 'leadRinging', tryNumber: 1, earlyMedia: false });
  assert.deepEqual(attempt.play({ type: 'leadRinging', tryNumber: 1, earlyMedia: true }), [
    'ringback',
    'earlyMedia',
  ]);
});

test('an agent who does not answer, or refuses, is unreachable and nothing was dialled', () => {
  for (const input of [
    { type: 'timer', timer: 'agentRing' },
    { type: 'agentFailed', failure: { status: 486, heard: true } },
  ] as const) {
    const attempt = new Attempt(samplePermit);
    attempt.play({ type: 'agentPrepared' }, input);
    assert.equal(attempt.records[0]?.cause, 'AGENT_UNREACHABLE');
    assert.deepEqual(attempt.settled, ['NOT_RUNG']);
  }
});

test('F51 a phone that does not ring is given up soon; one that rings has its whole ring limit', () => {
  const attempt = new Attempt(samplePermit);
  attempt.play({ type: 'agentPrepared' }, { type: 'agentRinging' });
  const waits = attempt.actions.flatMap((action) => (action.type === 'setTimer' ? [action.delayMs] : []));
  assert.deepEqual(waits, [sampleLimits.agentSilenceMs, sampleLimits.agentRingMs]);
});

test('F06 a restart before the INVITE is not counted, one after it is unknown and counts', () => {
  const unsent = new Attempt(samplePermit);
  unsent.play({ type: 'agentPrepared' }, { type: 'agentAnswered' }, { type: 'restarted' });
  assert.equal(unsent.records[0]?.cause, 'FAILED');
  assert.equal(unsent.records[0]?.reason, 'UNKNOWN_NOT_SENT');
  assert.equal(unsent.records[0]?.counted, false);
  const sent = dialled();
  const actions = sent.play({ type: 'restarted' });
  assert.equal(sent.records[0]?.cause, 'UNKNOWN');
  assert.equal(sent.records[0]?.counted, true);
  assert.ok(actions.includes('endAgent') && actions.includes('endLead'));
});

test('F10 when the SIP server is lost, the record is written at once', () => {
  const talking = bridged();
  talking.play({ type: 'engineLost' });
  assert.equal(talking.records[0]?.cause, 'LOST');
  const ringing = dialled();
  ringing.play({ type: 'engineLost' });
  assert.equal(ringing.records[0]?.cause, 'UNKNOWN');
  assert.equal(ringing.records[0]?.counted, true);
});

test('hanging up before the agent is even rung sends nothing', () => {
  const attempt = new Attempt(samplePermit);
  assert.deepEqual(attempt.play({ type: 'hangUp' }), []);
  attempt.play({ type: 'agentPrepared' });
  assert.ok(!attempt.actions.some((action) => action.type === 'inviteAgent'));
  assert.equal(attempt.records[0]?.cause, 'CANCELLED');
});

test('an attempt that could not be written never was: no record', () => {
  const attempt = new Attempt(samplePermit);
  attempt.play({ type: 'notReserved' });
  assert.deepEqual(attempt.records, []);
  assert.equal(attempt.state.phase, 'ended');
});
