import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stepCall } from './call.ts';
import type { CallAction } from './call-action.ts';
import type { CallInput } from './call-input.ts';
import { arrangementOf } from './call-arrangement.ts';
import { newCall, type CallState } from './call-state.ts';
import { recordingOf } from './recorded-parts.ts';
import { samplePermit, sampleSubject } from './sample-call.ts';

const LIMITS = {
  agentRingMs: 20_000,
  agentSilenceMs: 5000,
  permitWaitMs: 15_000,
  cancelMs: 5000,
  colleagueRingMs: 20_000,
  callMs: 60_000,
  silenceMs: 60_000,
  silenceCheckMs: 10_000,
  triesMax: 2,
};

const tryNumber = fc.constantFrom(1, 1, 1, 2, 3);
const failure = fc.record({
  status: fc.constantFrom(0, 302, 403, 404, 408, 480, 486, 487, 500, 503, 600, 603),
  heard: fc.boolean(),
});
const number = fc.constantFrom(1, 1, 2);
const anyWish = fc.constantFrom('talk' as const, 'own-sound' as const, 'nothing' as const);
const plain = <Type extends CallInput['type']>(type: Type) => fc.constant({ type } as const);

/** Anything at any time: late, twice, out of order, of a try that was given up. */
const anyInput: fc.Arbitrary<CallInput> = fc.oneof(
  plain('hangUp'),
  fc.constant({ type: 'place', permit: samplePermit } as const),
  plain('agentPrepared'),
  fc.constant({ type: 'agentPrepared', reason: 'MEDIA_UNAVAILABLE' } as const),
  plain('notReserved'),
  plain('agentRinging'),
  plain('agentAnswered'),
  fc.record({ type: fc.constant('agentFailed' as const), failure }),
  fc.record({ type: fc.constant('agentEnded' as const), lost: fc.boolean() }),
  fc.record({
    type: fc.constant('leadPrepared' as const),
    tryNumber,
    trunkId: fc.constant('trunk'),
    sipCallId: fc.constant('call'),
  }),
  fc.record({ type: fc.constant('leadUnprepared' as const), tryNumber, reason: fc.constant('TRUNK_BUSY') }),
  fc.record({ type: fc.constant('redeemed' as const), tryNumber }),
  fc.record({ type: fc.constant('refused' as const), tryNumber, reason: fc.constant('PERMIT_REVOKED') }),
  fc.record({ type: fc.constant('committed' as const), tryNumber }),
  fc.record({
    type: fc.constant('uncommitted' as const),
    tryNumber,
    reason: fc.constant('STORE_UNAVAILABLE'),
  }),
  fc.record({ type: fc.constant('leadRinging' as const), tryNumber, earlyMedia: fc.boolean() }),
  fc.record({ type: fc.constant('leadAnswered' as const), tryNumber }),
  fc.record({ type: fc.constant('leadFailed' as const), tryNumber, failure }),
  fc.record({ type: fc.constant('leadEnded' as const), tryNumber, lost: fc.boolean() }),
  fc.record({ type: fc.constant('trunkSilent' as const), tryNumber }),
  plain('joined'),
  plain('mediaFailed'),
  plain('mediaSilent'),
  fc.record({
    type: fc.constant('timer' as const),
    timer: fc.constantFrom(
      'agentRing',
      'permitWait',
      'leadRing',
      'cancel',
      'callLength',
      'colleagueRing',
      'silence',
      'closeRecording',
    ),
  }),
  fc.record({ type: fc.constant('agentMedia' as const), wish: anyWish }),
  fc.record({ type: fc.constant('leadMedia' as const), tryNumber, wish: anyWish }),
  plain('hold'),
  plain('resume'),
  fc.record({ type: fc.constant('mute' as const), on: fc.boolean() }),
  fc.record({
    type: fc.constant('transfer' as const),
    agentId: fc.constantFrom('agent-1', 'agent-2', 'agent-3'),
    mode: fc.constantFrom('blind', 'attended'),
    by: fc.constantFrom('desk', 'phone'),
  }),
  fc.record({ type: fc.constant('recordingStarted' as const), name: fc.constantFrom('a-1', 'a-2') }),
  fc.record({ type: fc.constant('recordingStopped' as const), to: fc.constantFrom('off', 'paused') }),
  plain('recordingClosed'),
  plain('completeTransfer'),
  plain('cancelTransfer'),
  fc.record({ type: fc.constant('colleaguePrepared' as const), number }),
  fc.record({ type: fc.constant('colleaguePrepared' as const), number, reason: fc.constant('X') }),
  fc.record({ type: fc.constant('colleagueRinging' as const), number }),
  fc.record({ type: fc.constant('colleagueAnswered' as const), number }),
  fc.record({ type: fc.constant('colleagueFailed' as const), number, failure }),
  fc.record({ type: fc.constant('colleagueEnded' as const), number, lost: fc.boolean() }),
  fc.record({ type: fc.constant('colleagueMedia' as const), number, wish: anyWish }),
  plain('engineLost'),
  plain('restarted'),
  plain('broken'),
);

/** The way a call goes when all is well; mixed in so that random runs get anywhere. */
const happyPath: readonly CallInput[] = [
  { type: 'agentPrepared' },
  { type: 'agentRinging' },
  { type: 'agentAnswered' },
  { type: 'leadPrepared', tryNumber: 1, trunkId: 'trunk', sipCallId: 'call' },
  { type: 'redeemed', tryNumber: 1 },
  { type: 'committed', tryNumber: 1 },
  { type: 'leadRinging', tryNumber: 1, earlyMedia: false },
  { type: 'leadAnswered', tryNumber: 1 },
  { type: 'joined' },
];

/** The first trunk is silent, the second one connects the call. */
const failOverPath: readonly CallInput[] = [
  ...happyPath.slice(0, 6),
  { type: 'trunkSilent', tryNumber: 1 },
  { type: 'leadPrepared', tryNumber: 2, trunkId: 'trunk', sipCallId: 'call' },
  { type: 'redeemed', tryNumber: 2 },
  { type: 'committed', tryNumber: 2 },
  { type: 'leadAnswered', tryNumber: 2 },
  { type: 'joined' },
];

/** Bridged, then given to a colleague after a word with them, and by them to another one without. */
const transferPath: readonly CallInput[] = [
  ...happyPath,
  { type: 'transfer', agentId: 'agent-2', mode: 'attended', by: 'desk' },
  { type: 'colleaguePrepared', number: 1 },
  { type: 'colleagueRinging', number: 1 },
  { type: 'colleagueAnswered', number: 1 },
  { type: 'completeTransfer' },
  { type: 'transfer', agentId: 'agent-3', mode: 'blind', by: 'phone' },
  { type: 'colleaguePrepared', number: 2 },
  { type: 'colleagueAnswered', number: 2 },
];

/** Some way down the happy path, with disturbances between. */
const anyRun = fc
  .tuple(
    fc.integer({ min: 0, max: transferPath.length }),
    fc.array(anyInput, { maxLength: 12 }),
    fc.boolean(),
  )
  .chain(([length, noise, permit]) =>
    fc
      .shuffledSubarray(noise.map((_, index) => index))
      .chain(() =>
        fc.array(fc.integer({ min: 0, max: length }), { minLength: noise.length, maxLength: noise.length }),
      )
      .map((places) => {
        const run: CallInput[] = [];
        for (let step = 0; step <= length; step += 1) {
          noise.forEach((input, index) => {
            if (places[index] === step) run.push(input);
          });
          const next = transferPath[step];
          if (step < length && next !== undefined) run.push(next);
        }
        return { run, permit };
      }),
  );

interface Played {
  readonly state: CallState;
  readonly log: readonly { input: CallInput; before: CallState; actions: readonly CallAction[] }[];
}

function play(inputs: readonly CallInput[], permit: boolean): Played {
  let state = newCall(
    { subject: sampleSubject, limits: LIMITS, ...(permit ? { permit: samplePermit } : {}) },
    0,
  );
  const log: { input: CallInput; before: CallState; actions: readonly CallAction[] }[] = [];
  for (const [index, input] of inputs.entries()) {
    const before = state;
    const move = stepCall(state, input, index);
    state = move.state;
    log.push({ input, before, actions: move.actions });
  }
  return { state, log };
}

/** Ends whatever the run left open the way the shell would: preparation answers, the agent hangs up, the CANCEL times out, the file is closed. */
const closing: readonly CallInput[] = [
  { type: 'agentPrepared' },
  { type: 'hangUp' },
  { type: 'timer', timer: 'cancel' },
  { type: 'recordingClosed' },
];

/** Every single disturbance at every step of both paths: what follows comes as if nothing had happened, or not at all. */
function* singleDisturbances(): Generator<{ run: CallInput[]; permit: boolean }> {
  const inputs = fc.sample(anyInput, { numRuns: 400, seed: 1 });
  const distinct = new Map(inputs.map((input) => [JSON.stringify(input), input]));
  for (const path of [transferPath, failOverPath]) {
    for (let step = 0; step <= path.length; step += 1) {
      for (const input of distinct.values()) {
        yield { run: [...path.slice(0, step), input, ...path.slice(step)], permit: true };
        yield { run: [...path.slice(0, step), input], permit: true };
      }
    }
  }
}

function playToTheEnd({ run, permit }: { run: CallInput[]; permit: boolean }): Played {
  return play([{ type: 'start' }, ...run, ...closing], permit);
}

const disturbed = [...singleDisturbances()].map(playToTheEnd);

function holds(invariant: (played: Played) => void): void {
  for (const each of disturbed) invariant(each);
  const check = (run: { run: CallInput[]; permit: boolean }): void => invariant(playToTheEnd(run));
  fc.assert(fc.property(anyRun, check), { numRuns: 200 });
}

test('every attempt that was written ends in exactly one record', () => {
  holds(({ state, log }) => {
    assert.equal(state.phase, 'ended');
    const neverWas = log.some(
      ({ input, before }) => input.type === 'notReserved' && before.phase === 'starting',
    );
    const records = log.flatMap(({ actions }) =>
      actions.filter((action) => action.type === 'publish' && action.step.type === 'Ended'),
    );
    assert.equal(records.length, neverWas ? 0 : 1);
  });
});

test('an INVITE to the lead follows a redeemed permit and a journal entry of the same try, each used once', () => {
  holds(({ log }) => {
    const [redeemed, committed] = [new Set<number>(), new Set<number>()];
    for (const { input, before, actions } of log) {
      if (input.type === 'redeemed' && before.phase === 'redeeming') redeemed.add(input.tryNumber);
      if (input.type === 'committed') committed.add(input.tryNumber);
      for (const action of actions) {
        if (action.type !== 'inviteLead') continue;
        assert.ok(redeemed.delete(action.tryNumber));
        assert.ok(committed.has(action.tryNumber));
        assert.equal(before.agentLeg, 'up');
        assert.equal(before.transfers, 0);
      }
    }
  });
});

test('R-2 there are never two lead legs: a new try begins only when the last has failed or was ended', () => {
  holds(({ log }) => {
    let open: number | undefined;
    for (const { input, actions } of log) {
      if (input.type === 'leadFailed' && input.tryNumber === open) open = undefined;
      if (input.type === 'leadEnded' && input.tryNumber === open) open = undefined;
      for (const action of actions) {
        if (action.type === 'endLead' && action.tryNumber === open) open = undefined;
        if (action.type !== 'inviteLead') continue;
        assert.equal(open, undefined);
        open = action.tryNumber;
      }
    }
  });
});

test('every leg that was started is ended by us or by the far end', () => {
  holds(({ log }) => {
    const legs = new Set<string>();
    let agents = 'agent';
    for (const { input, before, actions } of log) {
      if (input.type === 'agentFailed' && before.phase === 'agent') legs.delete('agent');
      if (input.type === 'agentEnded' && before.agentLeg === 'up') legs.delete('agent');
      if (input.type === 'colleagueFailed' || input.type === 'colleagueEnded') {
        if (before.agentNumber !== input.number || before.agentLeg === 'up')
          legs.delete(`colleague ${input.number}`);
      }
      if (input.type === 'leadFailed' || (input.type === 'leadEnded' && before.leadLeg === 'up')) {
        legs.delete(`lead ${input.tryNumber}`);
      }
      for (const action of actions) {
        if (action.type === 'inviteAgent') legs.add('agent');
        if (action.type === 'inviteColleague') legs.add(`colleague ${action.number}`);
        if (action.type === 'inviteLead') legs.add(`lead ${action.tryNumber}`);
        if (action.type === 'endAgent') legs.delete(agents);
        if (action.type === 'endColleague') legs.delete(`colleague ${action.number}`);
        if (action.type === 'adoptColleague') agents = `colleague ${action.number}`;
        if (action.type === 'endLead') legs.delete(`lead ${action.tryNumber}`);
      }
    }
    assert.deepEqual([...legs], []);
  });
});

test('after the end only a leg that answers late is hung up, and it always is', () => {
  fc.assert(
    fc.property(anyRun, anyInput, ({ run, permit }, late) => {
      const { state } = play([{ type: 'start' }, ...run, ...closing], permit);
      const { actions } = stepCall(state, late, 99);
      for (const action of actions) assert.match(action.type, /^end(Agent|Lead|Colleague)$/);
      if (late.type === 'leadAnswered') assert.ok(state.tryNumber === 0 || actions.length === 1);
      if (late.type === 'agentAnswered') assert.equal(actions.length, 1);
    }),
    { numRuns: 200 },
  );
});

test('event versions rise by one, and what counts in the record is what claim is told', () => {
  holds(({ log }) => {
    const actions = log.flatMap((entry) => entry.actions);
    const versions = actions.flatMap((action) => (action.type === 'publish' ? [action.version] : []));
    assert.deepEqual(
      versions,
      versions.map((_, index) => index + 1),
    );
    const ended = actions.flatMap((action) =>
      action.type === 'publish' && action.step.type === 'Ended' ? [action.step.record] : [],
    )[0];
    const settled = actions.flatMap((action) => (action.type === 'settle' ? [action.outcome] : []));
    const last = settled.at(-1);
    if (ended !== undefined && last !== undefined) assert.equal(last, ended.counted ? 'COUNTED' : 'NOT_RUNG');
    if (ended !== undefined && !ended.counted) assert.equal(ended.ringAt ?? ended.answerAt, undefined);
  });
});

test('no two parts of a recording are written at once, and the record has an end for each', () => {
  holds(({ log }) => {
    for (const { before, actions } of log) {
      const { state: recording, parts } = recordingOf(before);
      const open = parts.filter(({ endedAt }) => endedAt === undefined).length;
      assert.equal(open, recording === 'running' ? 1 : 0);
      for (const action of actions) {
        if (action.type !== 'publish' || action.step.type !== 'Ended') continue;
        assert.equal(action.step.record.recordings.length, parts.length);
      }
    }
  });
});

test('only parties whose legs are up are connected, and the arrangement told last is the one of the state', () => {
  holds(({ log }) => {
    for (const { before, input, actions } of log) {
      const after = stepCall(before, input, 0).state;
      const told = actions.flatMap((action) => (action.type === 'arrange' ? [action.arrangement] : []));
      assert.ok(told.length <= 1);
      for (const { talk = [], hears } of told) {
        const named = [...talk, ...Object.keys(hears)];
        if (named.includes('agent')) assert.equal(after.agentLeg, 'up');
        if (named.includes('lead')) assert.equal(after.leadLeg, 'up');
        if (named.includes('colleague')) assert.equal(after.transfer?.stage, 'talking');
        for (const party of talk) assert.equal(hears[party], undefined);
        assert.deepEqual(told, [arrangementOf(after)]);
      }
    }
  });
});

test('the lead is never left alone: an agent, or a colleague being rung, or the call is over', () => {
  holds(({ log }) => {
    for (const { before, input } of log) {
      const { phase, agentLeg, transfer } = stepCall(before, input, 0).state;
      if (phase === 'bridged') assert.ok(agentLeg === 'up' || transfer !== undefined);
    }
  });
});
