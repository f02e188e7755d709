import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stepCall } from './call.ts';
import type { CallAction } from './call-action.ts';
import type { CallInput } from './call-input.ts';
import { newInboundCall, type CallState } from './call-state.ts';
import { sampleLimits, samplePermit, sampleSubject } from './sample-call.ts';

const arrived = newInboundCall({
  subject: sampleSubject,
  limits: sampleLimits,
  incomingNumberId: 'number-1',
  trunkId: 'trunk',
  sipCallId: 'call',
  called: '+12025550199',
  times: { requestedAt: 0, inviteAt: 0, answerAt: 5 },
});

/** From the moment in which the agent has lifted: the way it goes when all is well. */
const path: readonly CallInput[] = [
  { type: 'start' },
  { type: 'agentPrepared' },
  { type: 'agentAnswered' },
  { type: 'joined' },
  { type: 'transfer', agentId: 'agent-2', mode: 'blind', by: 'desk' },
  { type: 'colleaguePrepared', number: 1 },
  { type: 'colleagueAnswered', number: 1 },
];

const noise: readonly CallInput[] = [
  { type: 'place', permit: samplePermit },
  { type: 'hangUp' },
  { type: 'agentPrepared', reason: 'MEDIA_UNAVAILABLE' },
  { type: 'agentFailed', failure: { status: 486, heard: true } },
  { type: 'agentEnded', lost: false },
  { type: 'agentEnded', lost: true },
  { type: 'leadEnded', tryNumber: 1, lost: false },
  { type: 'leadEnded', tryNumber: 1, lost: true },
  { type: 'leadAnswered', tryNumber: 1 },
  { type: 'leadFailed', tryNumber: 1, failure: { status: 503, heard: false } },
  { type: 'mediaFailed' },
  { type: 'hold' },
  { type: 'resume' },
  { type: 'recordingStarted', name: 'a-1' },
  { type: 'timer', timer: 'agentRing' },
  { type: 'timer', timer: 'callLength' },
  { type: 'engineLost' },
  { type: 'restarted' },
  { type: 'broken' },
];
const closing: readonly CallInput[] = [
  { type: 'agentPrepared' },
  { type: 'hangUp' },
  { type: 'timer', timer: 'cancel' },
  { type: 'recordingClosed' },
];

interface Played {
  readonly state: CallState;
  readonly inputs: readonly CallInput[];
  readonly actions: readonly CallAction[];
}

function play(inputs: readonly CallInput[]): Played {
  let state = arrived;
  const actions: CallAction[] = [];
  for (const [index, input] of inputs.entries()) {
    const move = stepCall(state, input, index + 10);
    state = move.state;
    actions.push(...move.actions);
  }
  return { state, inputs, actions };
}

/** Some way down the path, with disturbances anywhere. */
const anyRun = fc
  .tuple(
    fc.integer({ min: 1, max: path.length }),
    fc.array(fc.tuple(fc.constantFrom(...noise), fc.nat({ max: path.length })), { maxLength: 5 }),
  )
  .map(([length, disturbances]) =>
    path
      .slice(0, length)
      .flatMap((step, index) => [
        step,
        ...disturbances.filter(([, place]) => place === index).map(([input]) => input),
      ]),
  );

test('a call that came in ends in one record, both legs down, without any dial or word to claim', () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const { state, inputs, actions } = play([...run, ...closing]);
      assert.equal(state.phase, 'ended');
      const types = actions.map(({ type }) => type);
      for (const never of ['prepareLead', 'redeem', 'commit', 'inviteLead', 'settle'] as const) {
        assert.ok(!types.includes(never), never);
      }
      const records = actions.flatMap((action) =>
        action.type === 'publish' && action.step.type === 'Ended' ? [action.step.record] : [],
      );
      assert.equal(records.length, 1);
      assert.equal(records[0]?.counted, false);
      assert.equal(records[0]?.incomingNumberId, 'number-1');
      assert.equal(types.filter((type) => type === 'release').length, 1);
      // Whoever has not hung up is hung up.
      const leadLeft = inputs.some(({ type }) => type === 'leadEnded');
      assert.ok(leadLeft || types.includes('endLead'));
      const agentLeft = inputs.some(({ type }) => type === 'agentEnded' || type === 'agentFailed');
      assert.ok(agentLeft || types.includes('endAgent') || types.includes('endColleague'));
    }),
    { numRuns: 200 },
  );
});

test('one that could not be written down never was: both are hung up, nothing is published', () => {
  const { state, actions } = play([{ type: 'start' }, { type: 'notReserved' }]);
  assert.equal(state.phase, 'ended');
  assert.deepEqual(
    actions.map(({ type }) => type),
    ['prepareAgent', 'endAgent', 'endLead', 'release'],
  );
});

test('the two talk as soon as the agent’s answer is known, and the record tells the caller’s times', () => {
  const { actions } = play([...path.slice(0, 4), { type: 'leadEnded', tryNumber: 1, lost: false }]);
  const steps = actions.flatMap((action) => (action.type === 'publish' ? [action.step] : []));
  assert.deepEqual(
    steps.map(({ type }) => type),
    ['AgentAnswered', 'Bridged', 'Ended'],
  );
  const last = steps.at(-1);
  assert.ok(last?.type === 'Ended');
  assert.equal(last.record.cause, 'LEAD_HUNG_UP');
  assert.equal(last.record.callerId, '+12025550199');
  assert.equal(last.record.inviteAt, 0);
  assert.equal(last.record.answerAt, 5);
});
