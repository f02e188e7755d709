import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stepCaller } from './caller.ts';
import { newCaller, type CallerState } from './caller-state.ts';
import type { CallerAction, CallerInput } from './caller-step.ts';

const start = newCaller({
  call: {
    attemptId: 'attempt-1',
    processId: 'process-1',
    campaignId: 'campaign-1',
    incomingNumberId: 'number-1',
    phone: '+12025550177',
    called: '+12025550199',
    trunkId: 'trunk-1',
    sipCallId: 'call-1',
    arrivedAt: 0,
  },
  limits: { waitMs: 60_000, agentSilenceMs: 5000 },
  sound: { type: 'ringing' },
});

const order = (agentId: string) => ({
  agentId,
  campaignId: 'campaign-1',
  leadId: 'lead-1',
  fencingToken: '7',
  ringMs: 20_000,
});
const agentId = fc.constantFrom('ann', 'bea');
const ringNumber = fc.integer({ min: 1, max: 4 });
const failure = fc.record({
  status: fc.constantFrom(0, 408, 480, 486, 487, 500, 503, 600, 603),
  heard: fc.boolean(),
});

/** Anything at any time: late, twice, out of order, of a phone that was given up. */
const anyInput: fc.Arbitrary<CallerInput> = fc.oneof(
  fc.constantFrom<CallerInput>(
    { type: 'arrived' },
    { type: 'notAdmitted' },
    { type: 'queueLost' },
    { type: 'answered' },
    { type: 'callerGone' },
    { type: 'timer', timer: 'wait' },
    { type: 'timer', timer: 'agentRing' },
    { type: 'unusable' },
    { type: 'broken' },
  ),
  fc.record({
    type: fc.constant('matched' as const),
    match: fc.constant({ campaignId: 'campaign-1', leadId: 'lead-1', created: false }),
  }),
  fc.record({ type: fc.constant('ring' as const), order: agentId.map(order) }),
  fc.record({ type: fc.constant('ring' as const), order: agentId.map(order) }),
  fc.record({ type: fc.constant('stop' as const), agentId, fencingToken: fc.constant('7') }),
  fc.record({
    type: fc.constant('dismiss' as const),
    cause: fc.constantFrom('QUEUE_TIMEOUT', 'NO_AGENT', 'REFUSED', 'NO_LEAD'),
  }),
  fc.record({ type: fc.constant('agentRinging' as const), ringNumber }),
  fc.record({ type: fc.constant('agentAnswered' as const), ringNumber }),
  fc.record({ type: fc.constant('agentFailed' as const), ringNumber, failure }),
  fc.record({
    type: fc.constant('agentNotRung' as const),
    ringNumber,
    outcome: fc.constantFrom('BUSY', 'UNREACHABLE'),
  }),
);

/** Most begin as calls do. */
const anyRun = fc
  .tuple(fc.boolean(), fc.array(anyInput, { maxLength: 25 }))
  .map(([arrives, inputs]): readonly CallerInput[] => (arrives ? [{ type: 'arrived' }, ...inputs] : inputs));

interface Step {
  readonly before: CallerState;
  readonly input: CallerInput;
  readonly after: CallerState;
  readonly actions: readonly CallerAction[];
}

function play(inputs: readonly CallerInput[]): readonly Step[] {
  let state = start;
  return inputs.map((input) => {
    const { state: after, actions } = stepCaller(state, input);
    const step = { before: state, input, after, actions };
    state = after;
    return step;
  });
}

function holds(invariant: (steps: readonly Step[]) => void): void {
  const closed = anyRun.map((run) => play([...run, { type: 'callerGone' }]));
  fc.assert(fc.property(closed, invariant), { numRuns: 200 });
}

test('I4 every caller has exactly one outcome: connected, or lost and told once', () => {
  holds((steps) => {
    const outcomes = steps.flatMap(({ actions }) =>
      actions.filter(({ type }) => type === 'connect' || type === 'lose'),
    );
    assert.equal(outcomes.length, 1);
    const { phase, outcome } = steps.at(-1)?.after ?? start;
    assert.equal(phase, 'over');
    assert.equal(outcome?.type, outcomes[0]?.type === 'connect' ? 'connected' : 'lost');
  });
});

test('R-2 one phone at a time, and each that was rung has failed, is ended or has the call', () => {
  holds((steps) => {
    let open: number | undefined;
    for (const { before, input, actions } of steps) {
      const current =
        before.phase === 'ringing' && 'ringNumber' in input && input.ringNumber === before.rings;
      if (current && (input.type === 'agentFailed' || input.type === 'agentNotRung')) open = undefined;
      for (const action of actions) {
        if (action.type === 'endAgent' && action.ringNumber === open) open = undefined;
        if (action.type === 'connect') open = undefined;
        if (action.type !== 'ringAgent') continue;
        assert.equal(open, undefined);
        open = action.ringNumber;
      }
    }
    assert.equal(open, undefined);
  });
});

test('the scheduler is told of every ring that is over while the call goes on, once', () => {
  holds((steps) => {
    for (const { before, after, actions } of steps) {
      const told = actions.filter(({ type }) => type === 'tellRingOver').length;
      const isOver = before.phase === 'ringing' && after.phase === 'waiting';
      if (isOver) assert.equal(told, 1);
      if (before.phase !== 'ringing') assert.equal(told, 0);
    }
  });
});

test('the caller is answered only when an agent has lifted, and a phone that lifts too late is hung up', () => {
  holds((steps) => {
    for (const { before, input, actions } of steps) {
      const answers = actions.some(({ type }) => type === 'answer');
      const lifts = input.type === 'agentAnswered';
      if (answers) assert.ok(lifts && before.phase === 'ringing' && input.ringNumber === before.rings);
      const hasTheCall = before.phase === 'connecting' || before.outcome?.type === 'connected';
      const isTaken = hasTheCall && lifts && input.ringNumber === before.rings;
      if (lifts && !answers && !isTaken) {
        assert.deepEqual(actions, [{ type: 'endAgent', ringNumber: input.ringNumber }]);
      }
    }
  });
});

test('nothing is done for a call that is over but hanging up phones', () => {
  holds((steps) => {
    for (const { before, actions } of steps) {
      if (before.phase === 'over') for (const { type } of actions) assert.equal(type, 'endAgent');
    }
  });
});

test('R-50 the wait is over while a phone rings: the phone may still have the call, and then it is lost to the wait', () => {
  const [, , rings, over] = play([
    { type: 'arrived' },
    { type: 'ring', order: order('ann') },
    { type: 'timer', timer: 'wait' },
    { type: 'timer', timer: 'agentRing' },
  ]);
  assert.equal(rings?.after.phase, 'ringing');
  assert.deepEqual(over?.after.outcome, { type: 'lost', cause: 'QUEUE_TIMEOUT' });
});

test('what a phone says is told as what it means', () => {
  const outcome = (status: number, rang: boolean, heard = true): string | undefined => {
    const steps = play([
      { type: 'arrived' },
      { type: 'ring', order: order('ann') },
      ...(rang ? [{ type: 'agentRinging', ringNumber: 1 } as const] : []),
      { type: 'agentFailed', ringNumber: 1, failure: { status, heard } },
    ]);
    const told = steps.at(-1)?.actions.find(({ type }) => type === 'tellRingOver');
    return told?.type === 'tellRingOver' ? told.outcome : undefined;
  };
  assert.equal(outcome(486, true), 'BUSY');
  assert.equal(outcome(603, true), 'DECLINED');
  assert.equal(outcome(480, true), 'DECLINED');
  assert.equal(outcome(480, false), 'UNREACHABLE');
  assert.equal(outcome(408, true), 'NO_ANSWER');
  assert.equal(outcome(503, false, false), 'UNREACHABLE');
});
