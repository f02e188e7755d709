import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeskEvent } from '../../../src/app/views/desk.ts';
import { serverNow } from './clock-offset.ts';
import { canCommand, deskReducer, initialDeskState, type DeskInput, type DeskState } from './desk-state.ts';
import { aDesk, aLead, aPreview } from './sample-desk.ts';

function run(inputs: readonly DeskInput[], monotonicMs = 0): DeskState {
  return inputs.reduce((state, input) => deskReducer(state, input, monotonicMs), initialDeskState);
}

const desk = (change: Partial<DeskEvent> = {}): DeskInput => ({ type: 'desk', event: aDesk(change) });

test('console/15 the clock of the page is the server’s, whatever the laptop says', () => {
  const state = run([desk({ serverAt: 1_000_000 })], 500);
  assert.ok(state.clock);
  assert.equal(serverNow(state.clock, 500), 1_000_000);
  assert.equal(serverNow(state.clock, 61_500), 1_061_000);
});

test('console/16 nothing can be commanded while the stream is lost, and the last desk stays in sight', () => {
  const lost = run([desk({ presence: 'ready' }), { type: 'lost' }], 7);
  assert.equal(lost.connection, 'lost');
  assert.equal(lost.desk?.presence, 'ready');
  assert.equal(lost.lostAtMs, 7);
  assert.equal(canCommand(lost), false);
  assert.equal(canCommand(run([desk()])), true);
});

test('console/16 a lead that went back to the queue meanwhile is told by name, until it has been read', () => {
  const before = desk({
    preview: aPreview(),
    details: { lead: aLead(), campaign: undefined, calls: [], claimed: 'nobody', numberName: '' },
  });
  const back = run([before, { type: 'lost' }, desk({ presence: 'offline' })]);
  assert.equal(back.returnedLead, 'Lea Lindqvist');
  assert.equal(deskReducer(back, { type: 'notice_seen' }, 0).returnedLead, undefined);
  assert.equal(run([before, { type: 'lost' }, before]).returnedLead, undefined);
  // Without a loss the agent has seen it go: no notice.
  assert.equal(run([before, desk()]).returnedLead, undefined);
});

test('console/13 a desk that was taken over stays so, whatever the browser reports after it', () => {
  const taken = run([desk(), { type: 'closing', event: { cause: 'taken_over' } }, { type: 'lost' }]);
  assert.equal(taken.connection, 'taken_over');
  assert.equal(canCommand(taken), false);
  assert.equal(deskReducer(taken, { type: 'reopen' }, 0).connection, 'lost');
});

test('trouble behind the console stops commands until the next desk', () => {
  const troubled = run([desk(), { type: 'trouble', event: { reason: 'UNAVAILABLE', text: 'gone' } }]);
  assert.equal(canCommand(troubled), false);
  assert.equal(canCommand(deskReducer(troubled, desk(), 0)), true);
});

test('a page that never had a desk is connecting, not lost', () => {
  assert.equal(run([{ type: 'lost' }]).connection, 'connecting');
  assert.equal(run([{ type: 'beat', event: { serverAt: 1 } }]).connection, 'connecting');
});
