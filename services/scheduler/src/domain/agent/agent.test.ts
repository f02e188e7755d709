import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentInput, AgentStep, CallInput } from './agent-input.ts';
import { canTakeWork, hasIdleGap, isSuspect, offlineAgent, type AgentState } from './agent-state.ts';
import { agentDueAt } from './agent-timing.ts';
import { stepAgent } from './agent.ts';
import { sampleWork } from './sample-agent.ts';

const GRANTED: AgentInput = { type: 'granted', token: 7, lockExpiresAt: 3_600_000 };

/** Runs inputs at their instants; the last step. */
function run(
  inputs: readonly (AgentInput | [at: number, input: AgentInput])[],
  from?: AgentState,
): AgentStep {
  let step: AgentStep = { state: from ?? offlineAgent('agent-1', 0), actions: [] };
  let nowAt = 0;
  for (const entry of inputs) {
    const [at, input] = 'type' in entry ? [nowAt, entry] : entry;
    nowAt = at;
    step = stepAgent(step.state, input, nowAt);
  }
  return step;
}

function call(phase: CallInput['phase'], version: number, endCause?: string): AgentInput {
  const event = { attemptId: 'attempt-1', phase, at: version, version };
  return { type: 'call', event: endCause === undefined ? event : { ...event, endCause } };
}

const READY: AgentInput[] = [{ type: 'desk_opened' }, { type: 'ready' }];
const PREVIEWING: AgentInput[] = [...READY, { type: 'reserve', work: sampleWork() }, GRANTED];
const DIALING: AgentInput[] = [...PREVIEWING, { type: 'dial' }, { type: 'dial_accepted' }];
const WRAPPING: AgentInput[] = [
  ...DIALING,
  call('lead_answered', 1),
  call('bridged', 2),
  call('ended', 3, 'lead_hung_up'),
];

test('R-18 signing in leads to Not Ready, and only a Ready agent with an open desk takes work', () => {
  assert.equal(run([{ type: 'desk_opened' }]).state.presence, 'not_ready');
  assert.equal(run([{ type: 'desk_opened' }]).state.notReadyReason, 'sign_in');
  assert.ok(canTakeWork(run(READY).state));
  assert.ok(!canTakeWork(run([...READY, { type: 'desk_closed' }]).state));
  assert.ok(!canTakeWork(run([{ type: 'ready' }]).state));
  const refused = run([{ type: 'desk_opened' }, { type: 'reserve', work: sampleWork() }]);
  assert.deepEqual([refused.refused, refused.state.work], ['AGENT_NOT_READY', undefined]);
});

test('R-1 a preview is dialled by the agent, once, and the call leads to On Call and Wrap-up', () => {
  const pressed = run([...PREVIEWING, { type: 'dial' }]);
  assert.deepEqual(
    pressed.actions.map((action) => action.type),
    ['dial'],
  );
  assert.deepEqual(run([{ type: 'dial' }], pressed.state).actions, [], 'a double click is one dial');
  assert.equal(run(DIALING).state.presence, 'dialing');
  assert.equal(run([...DIALING, call('bridged', 2)]).state.presence, 'on_call');
  const wrapping = run(WRAPPING).state;
  assert.deepEqual([wrapping.presence, wrapping.work?.call?.endCause], ['wrap_up', 'lead_hung_up']);
});

test('R-3 lifting the ringing phone is a dial at that instant', () => {
  const lifted = run([...PREVIEWING, call('agent_ringing', 1), call('agent_answered', 2)]);
  assert.deepEqual(
    lifted.actions.map((action) => (action.type === 'dial' ? action.dialAt : undefined)),
    [2],
  );
});

test('R-3 lifting the phone after pressing dial is not a second dial', () => {
  assert.deepEqual(run([...PREVIEWING, { type: 'dial' }, call('agent_answered', 2)]).actions, []);
});

test('R-3 a call that ended before its dial was accepted is over, not dialled for ever', () => {
  const before = [...PREVIEWING, { type: 'dial' } as const];
  const over = run([...before, call('ended', 2, 'unknown'), { type: 'dial_accepted' }]).state;
  assert.deepEqual([over.presence, over.work?.call?.endCause], ['wrap_up', 'unknown']);
  const lost = run([...before, call('ended', 2, 'agent_unreachable'), { type: 'dial_accepted' }]);
  assert.deepEqual([lost.state.presence, lost.state.notReadyReason], ['not_ready', 'phone_unreachable']);
  assert.equal(lost.actions[0]?.type, 'return_work');
});

test('R-71 a refused dial leaves the preview with its reasons, and may be tried again', () => {
  const reasons = [{ reason: 'CALLING_WINDOW_CLOSED', clearsAt: 9 }];
  const refused = run([...PREVIEWING, { type: 'dial' }, { type: 'dial_refused', reasons }]).state;
  assert.equal(refused.presence, 'previewing');
  assert.deepEqual(refused.work?.dialRefusals, reasons);
  assert.equal(run([{ type: 'dial' }], refused).actions.length, 1);
});

test('R-72 a skip hands the lead back; the last of the budget leads to Not Ready', () => {
  const skipped = run([...PREVIEWING, { type: 'skip' }]);
  assert.deepEqual([skipped.state.presence, skipped.state.skipsTaken], ['ready', 1]);
  assert.equal(skipped.actions[0]?.type, 'return_work');
  const again = run(
    [{ type: 'reserve', work: sampleWork() }, GRANTED, { type: 'skip' }],
    skipped.state,
  ).state;
  assert.deepEqual([again.presence, again.notReadyReason], ['not_ready', 'skips_spent']);
});

test('R-72 without a skip budget a skip is refused', () => {
  const work = sampleWork({ limits: { ...sampleWork().limits, skipBudget: 0 } });
  const step = run([...READY, { type: 'reserve', work }, GRANTED, { type: 'skip' }]);
  assert.deepEqual([step.refused, step.state.presence], ['SKIP_NOT_ALLOWED', 'previewing']);
});

test('R-18 the preview limit gives the lead back and makes the agent Not Ready', () => {
  assert.equal(agentDueAt(run(PREVIEWING).state), 60_000);
  const over = run([...PREVIEWING, [60_000, { type: 'tick' }]]);
  assert.deepEqual([over.state.presence, over.state.notReadyReason], ['not_ready', 'preview_limit']);
  assert.equal(over.actions[0]?.type, 'return_work');
  assert.equal(
    run([...PREVIEWING, { type: 'dial' }, [60_000, { type: 'tick' }]]).state.presence,
    'previewing',
  );
});

test('R-18 an outcome frees the agent: Ready, or the Not Ready asked for during the call', () => {
  assert.equal(run([...WRAPPING, { type: 'settle' }, { type: 'disposed' }]).state.presence, 'ready');
  const lunch = run([
    ...WRAPPING,
    { type: 'not_ready', reason: 'lunch' },
    { type: 'settle' },
    { type: 'disposed' },
  ]);
  assert.deepEqual([lunch.state.presence, lunch.state.notReadyReason], ['not_ready', 'lunch']);
  const changedMind = run([
    ...WRAPPING,
    { type: 'not_ready', reason: 'lunch' },
    { type: 'ready' },
    { type: 'settle' },
    { type: 'disposed' },
  ]);
  assert.equal(changedMind.state.presence, 'ready');
});

test('R-72 no outcome while the call runs', () => {
  assert.equal(run([...DIALING, { type: 'settle' }]).refused, 'DISPOSITION_IN_CALL');
  assert.equal(run([...PREVIEWING, { type: 'dial' }, { type: 'settle' }]).refused, 'DISPOSITION_IN_CALL');
  assert.equal(run([...READY, { type: 'settle' }]).refused, 'NO_PREVIEW');
});

test('R-18 the wrap-up limit records an outcome by itself, then Not Ready; a failure is tried again', () => {
  const over = run([...WRAPPING, [30_000, { type: 'tick' }]]);
  assert.equal(over.actions[0]?.type, 'auto_dispose');
  assert.deepEqual(run([[30_001, { type: 'tick' }]], over.state).actions, []);
  const failed = run([[30_100, { type: 'settle_failed' }]], over.state).state;
  assert.equal(agentDueAt(failed), 40_000);
  const done = run([[30_100, { type: 'disposed' }]], over.state).state;
  assert.deepEqual([done.presence, done.notReadyReason], ['not_ready', 'wrap_up_limit']);
});

test('R-18 a desk that is lost makes an agent suspect after 15 s, and Offline after 120 s with its holds released', () => {
  const lost = run([...PREVIEWING, [1000, { type: 'desk_closed' }]]).state;
  assert.ok(!isSuspect(lost, 16_000));
  assert.ok(isSuspect(lost, 16_001));
  assert.equal(run([[50_000, { type: 'desk_opened' }]], lost).state.presence, 'previewing');
  const gone = run([[121_001, { type: 'tick' }]], lost);
  assert.equal(gone.state.presence, 'offline');
  assert.deepEqual(
    gone.actions.map((action) => (action.type === 'return_work' ? action.reason : action.type)),
    ['agent_lost'],
  );
});

test('R-73 a lost desk does not end a running call; the outcome is recorded after it and the agent is Offline', () => {
  const onCall = run([...DIALING, call('bridged', 2), [10, { type: 'desk_closed' }]]).state;
  const later = run([[200_000, { type: 'tick' }]], onCall);
  assert.equal(later.state.presence, 'on_call');
  const ended = run(
    [
      [300_000, call('ended', 3, 'lead_hung_up')],
      [300_000, { type: 'tick' }],
    ],
    later.state,
  );
  assert.equal(ended.actions[0]?.type, 'auto_dispose');
  assert.equal(run([[300_001, { type: 'disposed' }]], ended.state).state.presence, 'offline');
});

test('R-73 a running call extends the lock at half of its lease', () => {
  const onCall = run([...DIALING, call('bridged', 2)]).state;
  assert.equal(agentDueAt(onCall), 1_800_000);
  const renewing = run([[1_800_000, { type: 'tick' }]], onCall);
  assert.equal(renewing.actions[0]?.type, 'renew_lock');
  const renewed = run(
    [[1_800_000, { type: 'lock_renewed', lockExpiresAt: 5_400_000 }]],
    renewing.state,
  ).state;
  assert.equal(agentDueAt(renewed), 3_600_000);
});

test('a lock that is over by our clock, which is ahead of claim’s, is extended once a second and no more', () => {
  const onCall = run([...DIALING, [1000, { type: 'lock_renewed', lockExpiresAt: 500 }]]).state;
  assert.equal(agentDueAt(onCall), 2000);
});

test('F37 a clock that is set back by hours: everything is due after as long as before', () => {
  const byMs = 6 * 3_600_000;
  for (const before of [
    PREVIEWING,
    [...DIALING, call('lead_dialled', 1)],
    [...DIALING, call('bridged', 1)],
  ]) {
    const { state } = run([...before]);
    const back = run([{ type: 'clock_set_back', byMs }], state).state;
    assert.equal(agentDueAt(back), agentDueAt(state) - byMs);
    assert.equal(back.presenceAt, state.presenceAt - byMs);
    assert.equal(back.work?.lockExpiresAt, state.work?.lockExpiresAt, 'by claim’s clock');
  }
});

test('R-73 a preview whose lock ran out is gone from the desk; a call goes on', () => {
  const lost = run([...PREVIEWING, { type: 'lock_lost' }]).state;
  assert.deepEqual([lost.presence, lost.notReadyReason, lost.work], ['not_ready', 'lock_expired', undefined]);
  assert.equal(run([...DIALING, { type: 'lock_lost' }]).state.presence, 'dialing');
});

test('R-18 a phone that cannot be reached gives the lead back and makes the agent Not Ready', () => {
  for (const before of [PREVIEWING, DIALING]) {
    const step = run([...before, call('ended', 1, 'agent_unreachable')]);
    assert.deepEqual([step.state.presence, step.state.notReadyReason], ['not_ready', 'phone_unreachable']);
    assert.equal(step.actions[0]?.type, 'return_work');
  }
});

test('R-18 a dial without any news ends in Wrap-up with an unknown outcome', () => {
  const silent = run(DIALING).state;
  assert.equal(agentDueAt(silent), 90_000);
  const over = run([[90_000, { type: 'tick' }]], silent).state;
  assert.deepEqual([over.presence, over.work?.call?.endCause], ['wrap_up', 'unknown']);
});

test('R-22 Ready for more than twenty minutes without a presentation is an idle gap', () => {
  const ready = run(READY).state;
  assert.ok(!hasIdleGap(ready, 20 * 60_000));
  assert.ok(hasIdleGap(ready, 20 * 60_000 + 1));
  const failedOffer = run(
    [
      [600_000, { type: 'reserve', work: sampleWork() }],
      [600_100, { type: 'offer_failed' }],
    ],
    ready,
  ).state;
  assert.ok(hasIdleGap(failedOffer, 20 * 60_000 + 1), 'a refused offer is no presentation');
});
