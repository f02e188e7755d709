import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallInput } from './call-input.ts';
import { stepCall } from './call.ts';
import { stepRecording } from './call-recording.ts';
import type { RecordingInput } from './call-input.ts';
import { newCall, type CallState } from './call-state.ts';
import { nextPartName, recordedParts, recordingOf } from './recorded-parts.ts';
import { samplePermit, sampleSubject } from './sample-call.ts';

const LIMITS = {
  agentRingMs: 1,
  agentSilenceMs: 1,
  permitWaitMs: 1,
  cancelMs: 1,
  colleagueRingMs: 1,
  callMs: 1,
  silenceMs: 0,
  silenceCheckMs: 1,
  triesMax: 1,
};
const talking: CallState = {
  ...newCall({ subject: sampleSubject, limits: LIMITS, permit: samplePermit }, 0),
  phase: 'bridged',
};

function run(...inputs: readonly (readonly [number, RecordingInput])[]): {
  state: CallState;
  told: string[];
} {
  let state = talking;
  const told: string[] = [];
  for (const [at, input] of inputs) {
    const move = stepRecording(state, input, at);
    state = move.state;
    for (const action of move.actions) {
      if (action.type === 'publish' && action.step.type === 'RecordingChanged') told.push(action.step.state);
    }
  }
  return { state, told };
}

const started = (name: string): RecordingInput => ({ type: 'recordingStarted', name });
const stopped = (to: 'off' | 'paused', failure?: string): RecordingInput => ({
  type: 'recordingStopped',
  to,
  ...(failure === undefined ? {} : { failure }),
});

test('each pause ends a part, and the end of the call the last one', () => {
  const { state, told } = run([10, started('a-1')], [20, stopped('paused')], [30, started('a-2')]);
  assert.deepEqual(told, ['running', 'paused', 'running']);
  assert.deepEqual(recordedParts(state, 50), [
    { name: 'a-1', startedAt: 10, endedAt: 20 },
    { name: 'a-2', startedAt: 30, endedAt: 50 },
  ]);
  assert.equal(nextPartName(state), `${sampleSubject.attemptId}-3.wav`);
});

test('what failed says so of its own part only', () => {
  const { state } = run(
    [1, started('a-1')],
    [2, stopped('paused')],
    [3, started('a-2')],
    [4, stopped('off', 'DISK_FULL')],
  );
  assert.deepEqual(
    recordedParts(state, 9).map(({ failure }) => failure),
    [undefined, 'DISK_FULL'],
  );
  assert.equal(recordingOf(state).state, 'off');
});

test('told twice, or of a call that is over, nothing changes', () => {
  assert.deepEqual(run([1, started('a-1')], [2, started('a-1')]).told, ['running']);
  assert.deepEqual(run([1, stopped('off')], [2, stopped('paused')]).told, []);
  assert.deepEqual(run([1, started('a-1')], [2, stopped('paused')], [3, stopped('off')]).told, [
    'running',
    'paused',
    'off',
  ]);
  const over: CallState = { ...talking, phase: 'ended' };
  assert.equal(stepRecording(over, started('a-1'), 1).state, over);
});

/** The call ends at 40 while its second part is being written, then this comes. */
function endThen(...inputs: readonly CallInput[]) {
  const { state: recorded } = run([10, started('a-1')], [20, stopped('paused')], [30, started('a-2')]);
  let state: CallState = { ...recorded, agentLeg: 'up', leadLeg: 'up' };
  const actions: string[] = [];
  const records = [];
  for (const [place, input] of [{ type: 'hangUp' } as const, ...inputs].entries()) {
    const move = stepCall(state, input, 40 + place);
    state = move.state;
    for (const action of move.actions) {
      actions.push(action.type);
      if (action.type === 'publish' && action.step.type === 'Ended') records.push(action.step.record);
    }
  }
  return { state, actions, records };
}

test('the record of a call that is being written down waits for its file to be closed, and tells when the call ended', () => {
  const waiting = endThen();
  assert.deepEqual([waiting.records, waiting.state.phase], [[], 'ending']);
  for (const action of ['endAgent', 'endLead', 'closeRecording']) {
    assert.ok(waiting.actions.includes(action), action);
  }
  assert.ok(!waiting.actions.includes('release'), 'the relay is still needed');
  const { records, state, actions } = endThen({ type: 'recordingClosed', failure: 'DISK_FULL' });
  assert.equal(state.phase, 'ended');
  assert.equal(actions.filter((action) => action === 'release').length, 1);
  const [record, ...more] = records;
  assert.deepEqual([record?.endAt, more], [40, []]);
  assert.deepEqual(record?.recordings, [
    { name: 'a-1', startedAt: 10, endedAt: 20 },
    { name: 'a-2', startedAt: 30, endedAt: 40, failure: 'DISK_FULL' },
  ]);
});

test('whatever else comes meanwhile, there is one record; a relay that does not answer, and a restart, do not keep it back', () => {
  const noise: CallInput[] = [
    { type: 'hangUp' },
    { type: 'agentEnded', lost: false },
    { type: 'leadEnded', tryNumber: talking.tryNumber, lost: false },
    { type: 'timer', timer: 'cancel' },
    { type: 'engineLost' },
    stopped('paused'),
  ];
  const ends: CallInput[] = [
    { type: 'recordingClosed' },
    { type: 'timer', timer: 'closeRecording' },
    { type: 'restarted' },
  ];
  for (const input of noise) assert.deepEqual(endThen(input).records, [], input.type);
  for (const end of ends) {
    const { records } = endThen(...noise, end, { type: 'recordingClosed' });
    assert.deepEqual(
      records.map(({ endAt, recordings }) => [endAt, recordings.length]),
      [[40, 2]],
      end.type,
    );
  }
});
