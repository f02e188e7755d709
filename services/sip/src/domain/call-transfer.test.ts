import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepCall } from './call.ts';
import type { CallAction } from './call-action.ts';
import type { CallInput } from './call-input.ts';
import { engagedAgents, newCall, type CallState } from './call-state.ts';
import { sampleLimits, samplePermit, sampleSubject, TO_THE_BRIDGE } from './sample-call.ts';

const LIMITS = { ...sampleLimits, callMs: 60_000 };

function run(...inputs: readonly CallInput[]): { state: CallState; last: readonly CallAction[] } {
  let state = newCall({ subject: sampleSubject, limits: LIMITS, permit: samplePermit }, 0);
  let last: readonly CallAction[] = [];
  for (const input of [...TO_THE_BRIDGE, ...inputs]) ({ state, actions: last } = stepCall(state, input, 1));
  return { state, last };
}

const types = (actions: readonly CallAction[]): string[] =>
  actions.map((action) => (action.type === 'publish' ? action.step.type : action.type));

const transferTo = (mode: 'blind' | 'attended', by: 'desk' | 'phone' = 'desk'): CallInput => ({
  type: 'transfer',
  agentId: 'agent-2',
  mode,
  by,
});

test('the desk holds: the lead hears music and the agent nothing, until the agent resumes', () => {
  const held = run({ type: 'hold' });
  assert.deepEqual(held.last.at(-1), {
    type: 'arrange',
    arrangement: { hears: { lead: { type: 'music' } } },
  });
  const resumed = run({ type: 'hold' }, { type: 'hold' }, { type: 'resume' });
  assert.deepEqual(resumed.last.at(-1), {
    type: 'arrange',
    arrangement: { talk: ['agent', 'lead'], hears: {} },
  });
});

test('the desk mutes: the lead hears silence, which a hold outlasts and a transfer ends', () => {
  const muted = { talk: ['agent', 'lead'], hears: {}, muted: 'agent' };
  assert.deepEqual(run({ type: 'mute', on: true }).last.at(-1), { type: 'arrange', arrangement: muted });
  assert.deepEqual(types(run({ type: 'mute', on: true }, { type: 'mute', on: true }).last), []);
  const resumed = run({ type: 'mute', on: true }, { type: 'hold' }, { type: 'resume' });
  assert.deepEqual(resumed.last.at(-1), { type: 'arrange', arrangement: muted });
  assert.equal(run({ type: 'mute', on: true }, transferTo('attended')).state.hold.muted, false);
});

test('both hold at once: nobody hears anything; who resumes first hears music', () => {
  const both = run(
    { type: 'agentMedia', wish: 'nothing' },
    { type: 'leadMedia', tryNumber: 1, wish: 'nothing' },
  );
  assert.deepEqual(both.last.at(-1), { type: 'arrange', arrangement: { hears: {} } });
  const { last } = run(
    { type: 'agentMedia', wish: 'nothing' },
    { type: 'leadMedia', tryNumber: 1, wish: 'nothing' },
    { type: 'agentMedia', wish: 'talk' },
  );
  assert.deepEqual(last.at(-1), { type: 'arrange', arrangement: { hears: { agent: { type: 'music' } } } });
});

test('a lead that holds with a sound of its own is heard', () => {
  const { last } = run({ type: 'leadMedia', tryNumber: 1, wish: 'own-sound' });
  assert.deepEqual(types(last), ['HoldChanged']);
});

test('a blind transfer: the lead hears music until the colleague lifts; then the agent is let go and free', () => {
  const ringing = run(transferTo('blind'), { type: 'colleaguePrepared', number: 1 });
  assert.deepEqual(types(ringing.last), ['inviteColleague', 'setTimer']);
  assert.deepEqual(engagedAgents(ringing.state), ['agent-1', 'agent-2']);
  const { state, last } = run(
    transferTo('blind'),
    { type: 'colleaguePrepared', number: 1 },
    { type: 'colleagueAnswered', number: 1 },
  );
  assert.deepEqual(types(last), [
    'clearTimer',
    'connectColleague',
    'Transferred',
    'endAgent',
    'adoptColleague',
    'arrange',
  ]);
  assert.deepEqual(engagedAgents(state), ['agent-2']);
});

test('a colleague who does not lift leaves the call with the agent', () => {
  const { state, last } = run(
    transferTo('blind', 'phone'),
    { type: 'colleaguePrepared', number: 1 },
    { type: 'timer', timer: 'colleagueRing' },
  );
  assert.deepEqual(types(last), [
    'tellTransfer',
    'clearTimer',
    'endColleague',
    'dropColleague',
    'TransferFailed',
    'arrange',
  ]);
  assert.equal(state.transfer, undefined);
  assert.deepEqual(engagedAgents(state), ['agent-1']);
});

test('an agent who hangs up while a colleague is rung has given the call away; if nobody lifts it ends', () => {
  const left = run(
    transferTo('attended'),
    { type: 'colleaguePrepared', number: 1 },
    { type: 'agentEnded', lost: false },
  );
  assert.equal(left.state.phase, 'bridged');
  assert.deepEqual(engagedAgents(left.state), ['agent-2']);
  const answered = stepCall(left.state, { type: 'colleagueAnswered', number: 1 }, 2);
  assert.equal(answered.state.agentId, 'agent-2');
  const failed = stepCall(
    left.state,
    { type: 'colleagueFailed', number: 1, failure: { status: 486, heard: true } },
    2,
  );
  assert.equal(failed.state.verdict?.cause, 'AGENT_HUNG_UP');
  assert.equal(failed.state.phase, 'ended');
});

test('an attended transfer: agent and colleague talk while the lead hears music; completed or called off', () => {
  const consulting = [
    transferTo('attended'),
    { type: 'colleaguePrepared', number: 1 },
    { type: 'colleagueAnswered', number: 1 },
  ] as const;
  assert.deepEqual(run(...consulting).last.at(-1), {
    type: 'arrange',
    arrangement: { talk: ['agent', 'colleague'], hears: { lead: { type: 'music' } } },
  });
  const completed = run(...consulting, { type: 'completeTransfer' });
  assert.deepEqual(types(completed.last), ['Transferred', 'endAgent', 'adoptColleague', 'arrange']);
  const calledOff = run(...consulting, { type: 'cancelTransfer' });
  assert.ok(types(calledOff.last).includes('TransferFailed'));
  assert.equal(calledOff.state.agentId, 'agent-1');
  const left = run(...consulting, { type: 'agentEnded', lost: false });
  assert.equal(left.state.agentId, 'agent-2');
});

test('once the colleague has the call, it ends with the colleague’s leg, and the first agent’s is nobody’s', () => {
  const given: readonly CallInput[] = [
    transferTo('blind'),
    { type: 'colleaguePrepared', number: 1 },
    { type: 'colleagueAnswered', number: 1 },
  ];
  assert.equal(run(...given, { type: 'agentEnded', lost: false }).state.phase, 'bridged');
  const ended = run(...given, { type: 'colleagueEnded', number: 1, lost: false });
  assert.equal(ended.state.verdict?.cause, 'AGENT_HUNG_UP');
});

test('a lead that hangs up ends everybody’s leg', () => {
  const { last } = run(
    transferTo('attended'),
    { type: 'colleaguePrepared', number: 1 },
    { type: 'leadEnded', tryNumber: 1, lost: false },
  );
  assert.deepEqual(types(last).slice(0, 2), ['endColleague', 'endAgent']);
});
