import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AgentAction, AgentInput } from './agent-input.ts';
import { isOfCall, offlineAgent, type AgentState, type Presence } from './agent-state.ts';
import { agentDueAt } from './agent-timing.ts';
import { stepAgent } from './agent.ts';
import { sampleWork } from './sample-agent.ts';

const BUSY: readonly Presence[] = ['reserved', 'previewing', 'ringing', 'dialing', 'on_call', 'wrap_up'];
const IDLE: readonly Presence[] = ['ready', 'not_ready', 'offline'];

/**
 * The table of docs/state-machines.md, with what is found on the way: a lost agent or phone gives the lead back, a call that
 * sip refuses leads back to its preview, a lead whose person calls gives way to the call, one that is over before its dial is accepted leads to wrap-up, and after a restart call events may be ahead of the state.
 */
const ALLOWED: Readonly<Record<Presence, readonly Presence[]>> = {
  offline: ['not_ready', 'ready', 'on_call'],
  not_ready: ['ready', 'reserved', 'offline', 'on_call'],
  ready: ['not_ready', 'reserved', 'offline', 'on_call'],
  reserved: ['previewing', 'ringing', ...IDLE],
  previewing: ['dialing', 'on_call', 'wrap_up', 'reserved', ...IDLE],
  ringing: ['on_call', ...IDLE],
  dialing: ['on_call', 'wrap_up', 'previewing', 'reserved', ...IDLE],
  on_call: ['wrap_up'],
  wrap_up: IDLE,
};

type Step = { readonly afterMs: number; readonly input: AgentInput['type']; readonly pick: number };

const inputType = fc.constantFrom<AgentInput['type'][]>(
  'desk_opened',
  'desk_closed',
  'ready',
  'ready',
  'not_ready',
  'reserve',
  'open',
  'reserve',
  'reserve',
  'offer_failed',
  'granted',
  'granted',
  'granted',
  'lock_renewed',
  'lock_lost',
  'withdraw',
  'dial',
  'dial',
  'dial_refused',
  'dial_accepted',
  'dial_accepted',
  'call',
  'call',
  'call',
  'skip',
  'settle',
  'settle_failed',
  'disposed',
  'handover_begun',
  'handover_answered',
  'handover_taken',
  'handover_held',
  'handover_over',
  'give_way',
  'take_caller',
  'caller_connected',
  'ring_over',
  'caller_gone',
  'clock_set_back',
  'tick',
);

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    afterMs: fc.constantFrom(0, 1, 500, 20_000, 130_000),
    input: inputType,
    pick: fc.integer({ min: 0, max: 1000 }),
  }),
  { minLength: 20, maxLength: 120 },
);

const GIVEN = { processId: 'process-1', campaignId: 'campaign-1', leadId: 'lead-0', fromAgentId: 'agent-2' };

const PHASES = [
  'agent_ringing',
  'agent_answered',
  'lead_dialled',
  'lead_ringing',
  'lead_answered',
  'bridged',
  'ended',
] as const;

function build({ input, pick }: Step, number: number, nowAt: number): AgentInput {
  switch (input) {
    case 'reserve': {
      const limits = { ...sampleWork().limits, skipBudget: pick % 3, previewMs: (pick % 2) * 60_000 };
      const lane = pick % 4 === 0 ? 'caller' : 'fresh_p1';
      return { type: 'reserve', work: sampleWork({ leadId: `lead-${number}`, lane, limits }) };
    }
    case 'give_way':
    case 'take_caller':
      return { type: input, work: sampleWork({ leadId: `lead-${number}`, lane: 'caller' }) };
    case 'caller_connected':
    case 'caller_gone':
      return { type: input, attemptId: 'attempt-1' };
    case 'ring_over':
      return { type: 'ring_over', attemptId: 'attempt-1', reason: pick % 2 === 0 ? 'call_not_answered' : '' };
    case 'open':
      return { type: 'open', work: sampleWork({ leadId: `lead-${number}`, lane: 'by_hand' }) };
    case 'granted':
      return { type: 'granted', token: number + 1, lockExpiresAt: nowAt + 3_600_000 };
    case 'lock_renewed':
      return { type: 'lock_renewed', lockExpiresAt: nowAt + 3_600_000 };
    case 'not_ready':
    case 'withdraw':
      return { type: input, reason: 'break' };
    case 'dial_refused':
      return { type: 'dial_refused', reasons: [{ reason: 'CALLING_WINDOW_CLOSED' }] };
    case 'call': {
      const phase = PHASES[pick % PHASES.length] ?? 'ended';
      const endCause = pick % 2 === 0 ? 'agent_unreachable' : 'no_answer';
      const event = { attemptId: 'attempt-1', phase, at: nowAt, version: number + 1 };
      return { type: 'call', event: phase === 'ended' ? { ...event, endCause } : event };
    }
    case 'clock_set_back':
      return { type: 'clock_set_back', byMs: 5000 + pick * 10_000 };
    case 'handover_begun':
      return { type: 'handover_begun', handover: { ...GIVEN, attemptId: `given-${pick % 2}` } };
    case 'handover_answered':
    case 'handover_taken':
    case 'handover_over':
      return { type: input, attemptId: `given-${pick % 2}` };
    case 'handover_held':
      return { type: input, attemptId: `given-${pick % 2}`, held: pick % 3 === 0 };
    default:
      return { type: input };
  }
}

const MISSED: ReadonlySet<AgentInput['type']> = new Set(['ring_over', 'caller_gone', 'call']);

/** How the lead that was in hand before this step has left; each lead must leave exactly once. */
function wayOut(before: AgentState, input: AgentInput, actions: readonly AgentAction[]): string | undefined {
  if (actions.some((action) => action.type === 'return_work')) return 'returned';
  if (actions.some((action) => action.type === 'give_way')) return 'gave way';
  // A caller's lock is the call's: it is not given back with the agent.
  if (before.work?.lane === 'caller' && MISSED.has(input.type)) return 'missed';
  if (input.type === 'disposed' || input.type === 'lock_lost' || input.type === 'offer_failed')
    return input.type;
  return undefined;
}

function check(
  before: AgentState,
  after: AgentState,
  input: AgentInput,
  actions: readonly AgentAction[],
): void {
  assert.equal(after.work !== undefined, BUSY.includes(after.presence), `${after.presence} and work`);
  if (before.presence !== after.presence) {
    assert.ok(
      ALLOWED[before.presence].includes(after.presence),
      `${before.presence} → ${after.presence} by ${input.type}`,
    );
  }
  const left = before.work !== undefined && after.work?.leadId !== before.work.leadId;
  assert.equal(
    wayOut(before, input, actions) !== undefined && before.work !== undefined && left,
    left,
    `lead lost by ${input.type}`,
  );
  if (actions.some((action) => action.type === 'return_work')) assert.ok(left, 'returned and kept');
  if (after.presence === 'dialing' || after.presence === 'on_call') {
    assert.ok(after.work !== undefined && isOfCall(after.work), 'R-3: no call without an agent who dialled');
  }
  if (after.handover !== undefined) {
    assert.ok(
      ['not_ready', 'offline'].includes(after.presence),
      `work may come during a handover: ${input.type}`,
    );
  }
  if (after.presence === 'previewing') assert.ok((after.work?.token ?? 0) > 0, 'previewed without a lock');
}

test('R-1 R-2 R-3 R-18 presence follows its table after any history, and no lead is ever lost or doubled', () => {
  fc.assert(
    fc.property(steps, (inputs) => {
      let state = offlineAgent('agent-1', 0);
      let nowAt = 0;
      inputs.forEach((each, number) => {
        nowAt += each.afterMs;
        const input = build(each, number, nowAt);
        const { state: after, actions, refused } = stepAgent(state, input, nowAt);
        check(state, after, input, actions);
        if (refused !== undefined) assert.deepEqual(after, state, 'a refused command changes nothing');
        state = after;
      });
    }),
    { numRuns: 200 },
  );
});

test('R-18 ticking at the due instants always comes to rest: no timer that fires for ever', () => {
  fc.assert(
    fc.property(steps, (inputs) => {
      let state = offlineAgent('agent-1', 0);
      let nowAt = 0;
      inputs.forEach((each, number) => {
        nowAt += each.afterMs;
        state = stepAgent(state, build(each, number, nowAt), nowAt).state;
      });
      // One instant may bring a call's end, then its wrap-up's; never more.
      let sameInstant = 0;
      for (let round = 0; round < 8; round += 1) {
        const dueAt = agentDueAt(state);
        if (dueAt === Infinity) return;
        sameInstant = dueAt > nowAt ? 0 : sameInstant + 1;
        assert.ok(sameInstant <= 2, `${state.presence} is due again and again`);
        nowAt = Math.max(dueAt, nowAt);
        state = stepAgent(state, { type: 'tick' }, nowAt).state;
      }
    }),
    { numRuns: 200 },
  );
});
