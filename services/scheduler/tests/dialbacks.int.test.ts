import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DialbackOutcome, DialbackState } from '@firstring/contracts/dialback/dialback_service';
import { card, dialback, leadId, startWorld } from './_harness.ts';

const OTHER_PHONE = '+12125559999';

test('R-64 the number they called from is dialled, whichever of the lead’s that is', async () => {
  await using world = await startWorld({
    prepare: ({ leads, dialback: service }) => {
      leads.cards.set(leadId(1), card(1));
      service.open.push(dialback(1, { phone: OTHER_PHONE }));
    },
  });
  await world.whenReady();
  const desk = await world.ready();
  await world.until(() => desk.last?.preview !== undefined, 'the dial-back');
  const preview = desk.last?.preview;
  assert.ok(preview);
  assert.equal(preview.phone, OTHER_PHONE);
  const { attemptId, fencingToken } = preview;
  await world.client().dial({ requestId: 'dial', agentId: 'agent-1', attemptId, fencingToken });
  assert.equal(world.claim.authorized[0]?.facts?.phone, OTHER_PHONE);
  assert.equal(world.claim.authorized[0]?.dialback, true);
});

test('I5 what nobody has on the page after a restart waits again', async () => {
  await using world = await startWorld({
    prepare: ({ leads, dialback: service }) => {
      leads.cards.set(leadId(1), card(1));
      service.open.push(dialback(1, { state: DialbackState.DIALBACK_STATE_PRESENTED, agentId: 'agent-1' }));
    },
  });
  await world.whenReady();
  const returned = ['dialback-1', DialbackOutcome.DIALBACK_OUTCOME_RETURNED];
  await world.until(() => world.dialbacks.settled.length > 0, 'the return');
  assert.deepEqual(world.dialbacks.settled, [returned]);
});

for (const [cause, stays] of [
  ['superseded', true],
  ['number_excluded', false],
] as const) {
  const what = stays ? 'stays on the page' : 'leaves the page';
  test(`R-60 A-18 an entry that ends as ${cause} while an agent looks at it ${what}`, async () => {
    await using world = await startWorld({
      prepare: ({ leads, dialback: service }) => {
        for (const number of [1, 2]) leads.cards.set(leadId(number), card(number));
        service.open.push(dialback(1));
      },
    });
    await world.whenReady();
    const desk = await world.ready();
    await world.until(() => desk.last?.preview?.dialbackId === 'dialback-1', 'the dial-back');
    await world.publish.dialback(
      dialback(1, { state: DialbackState.DIALBACK_STATE_CANCELLED, cause, version: 2n }),
    );
    // What comes after it on the bus has been heard.
    await world.publish.dialback(dialback(2));
    const colleague = await world.ready('agent-2');
    await world.until(() => colleague.last?.preview !== undefined, 'the next one');
    assert.equal(desk.last?.preview?.dialbackId === 'dialback-1', stays);
  });
}
