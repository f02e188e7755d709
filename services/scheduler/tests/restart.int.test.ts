import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LockAcquired } from '@firstring/contracts/claim/claim_events';
import { EndCause } from '@firstring/contracts/common/call_record';
import { Presence } from '@firstring/contracts/scheduling/scheduling_service';
import { deferred } from '@firstring/kernel';
import { AGENTS, type AgentDocument } from '../src/store/agents.ts';
import { endedRecord } from './_fakes.ts';
import { card, leadId, NOON, startWorld, type TestDesk, type World } from './_harness.ts';

const HOUR = 3_600_000;

async function previewed(world: World): Promise<{ desk: TestDesk; attemptId: string; fencingToken: bigint }> {
  const desk = await world.ready();
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
  await world.until(() => world.claim.leases.length > 0, 'the long lease');
  const { attemptId = '', fencingToken = 0n } = desk.last?.preview ?? {};
  return { desk, attemptId, fencingToken };
}

async function world(count = 1): Promise<World> {
  const started = await startWorld({
    prepare: ({ leads }) => {
      for (let number = 1; number <= count; number += 1) leads.cards.set(leadId(number), card(number));
    },
  });
  await started.whenReady();
  return started;
}

test('F04 after a restart a preview is still there, with its lock, and its lead is offered to nobody else', async () => {
  await using running = await world();
  const { attemptId, fencingToken } = await previewed(running);
  await running.restart();
  await running.whenReady();
  const other = await running.ready('agent-2');
  const desk = running.openDesk();
  await running.until(() => desk.last?.preview?.attemptId === attemptId, 'the preview');
  assert.equal(desk.last?.preview?.fencingToken, fencingToken);
  assert.equal(other.last?.preview, undefined);
  const answer = await running.client().dial({ requestId: 'a', agentId: 'agent-1', attemptId, fencingToken });
  assert.ok(answer.dialling);
});

test('F04 after a restart a preview whose lock is gone leaves the desk', async () => {
  await using running = await world();
  await previewed(running);
  await running.restart();
  running.claim.guard('+12125551001').lock = undefined;
  await running.whenReady();
  const desk = running.openDesk();
  await running.until(() => desk.last?.notReadyReason === 'lock_expired', 'Not Ready');
});

test('F04 a call that ended while the scheduler was away is found in the call log: the agent wraps up', async () => {
  await using running = await world();
  const { attemptId, fencingToken } = await previewed(running);
  await running.client().dial({ requestId: 'a', agentId: 'agent-1', attemptId, fencingToken });
  await running.restart();
  running.leads.endedCalls.set(attemptId, endedRecord(attemptId, EndCause.END_CAUSE_NO_ANSWER));
  await running.whenReady();
  const desk = running.openDesk();
  await running.until(() => desk.last?.presence === Presence.PRESENCE_WRAP_UP, 'wrap-up');
  assert.equal(desk.last?.call?.endCause, 'no_answer');
});

test('F04 call events that came while the scheduler was away are read after the restart', async () => {
  await using running = await world();
  const { attemptId, fencingToken } = await previewed(running);
  await running.client().dial({ requestId: 'a', agentId: 'agent-1', attemptId, fencingToken });
  // The log's positions are stored once a second and at the end.
  await running.publish.call(attemptId, 1, { $case: 'agentAnswered', value: {} });
  await running.restart();
  await running.publish.call(attemptId, 2, { $case: 'leadAnswered', value: {} });
  await running.publish.call(attemptId, 3, { $case: 'bridged', value: {} });
  await running.whenReady();
  const desk = running.openDesk();
  await running.until(() => desk.last?.presence === Presence.PRESENCE_ON_CALL, 'the call');
});

test('F04 what came while the scheduler was away is read, even when it had read nothing before', async () => {
  await using running = await world(2);
  await running.restart(() =>
    running.publish.claim(1, 7, { $case: 'lockAcquired', value: LockAcquired.fromPartial({}) }),
  );
  await running.whenReady();
  const desk = await running.ready();
  await running.until(() => desk.last?.preview !== undefined, 'a preview');
  assert.equal(desk.last?.preview?.leadId, leadId(2));
});

test('R-18 an agent who does not come back after a restart is Offline after two minutes, and the lead is free', async () => {
  await using running = await world();
  await previewed(running);
  await running.restart();
  await running.whenReady();
  const other = await running.ready('agent-2');
  running.advance(59_000);
  assert.equal(other.last?.preview, undefined);
  running.advance(62_000);
  await running.until(() => other.last?.preview?.leadId === leadId(1), 'the lead at somebody else');
});

test('F04 each start owns the order under a higher epoch', async () => {
  await using running = await world(2);
  await previewed(running);
  await running.restart();
  await running.whenReady();
  const other = await running.ready('agent-2');
  await running.until(() => other.last?.preview !== undefined, 'a preview');
  assert.deepEqual(
    running.claim.acquires.map(({ epoch }) => epoch),
    [1n, 2n],
  );
});

test('R-18 nothing is presented and commands are refused until the order is rebuilt', async () => {
  const starting = await startWorld({
    prepare: ({ leads }) => {
      leads.isDown = true;
      leads.cards.set(leadId(1), card(1));
    },
  });
  await using running = starting;
  const early = running.client().setPresence({ requestId: 'p', agentId: 'agent-1', ready: true, reason: '' });
  await assert.rejects(early, { reason: 'SCHEDULER_STARTING' });
  running.leads.isDown = false;
  let isReady = false;
  const waiting = running.whenReady().then(() => (isReady = true));
  await running.until(() => {
    running.advance(10);
    return isReady;
  }, 'the order');
  await waiting;
  const desk = await running.ready();
  await running.until(() => desk.last?.preview?.leadId === leadId(1), 'a preview');
});

test('R-70 a scheduler that another one has replaced offers nothing any more', async () => {
  await using running = await world(2);
  running.claim.refuseAcquire = () => ({ reason: 'STALE_EPOCH', text: '', clearsTime: undefined });
  const desk = await running.ready();
  await running.until(() => desk.last?.emptyReason === 'SCHEDULER_STARTING', 'the reason');
  running.claim.refuseAcquire = undefined;
  running.advance(60_000);
  assert.equal(running.claim.acquires.length, 1);
});

test('R-70 a scheduler that is told of its successor where an agent opens a lead by hand offers nothing any more', async () => {
  await using running = await world(2);
  running.claim.refuseAcquire = () => ({ reason: 'STALE_EPOCH', text: '', clearsTime: undefined });
  const desk = running.openDesk();
  await running.until(() => desk.last !== undefined, 'a first desk');
  const lead = { agentId: 'agent-1', processId: 'process-1', campaignId: 'campaign-1', leadId: leadId(1) };
  const { reasons } = await running.hands().openLead({ ...lead, requestId: 'open' });
  assert.deepEqual(
    reasons.map(({ reason }) => reason),
    ['STALE_EPOCH'],
  );
  running.claim.refuseAcquire = undefined;
  await running.client().setPresence({ requestId: 'p', agentId: 'agent-1', ready: true, reason: '' });
  await running.until(() => desk.last?.emptyReason === 'SCHEDULER_STARTING', 'the reason');
  assert.equal(running.claim.acquires.length, 1);
});

test('I12 a lead is handed back however long claim is away meanwhile', async () => {
  await using running = await world();
  const { attemptId, fencingToken } = await previewed(running);
  running.claim.isDown = true;
  await running.client().skip({ requestId: 'skip', agentId: 'agent-1', attemptId, fencingToken });
  await running.until(() => {
    running.advance(1000);
    return running.claim.releasesAsked > 8;
  }, 'a few seconds');
  running.claim.isDown = false;
  await running.until(() => {
    running.advance(1000);
    return running.claim.released.length > 0;
  }, 'the release');
});

test('I12 a lead that was being handed back when the scheduler died is handed back after the restart', async () => {
  await using running = await world();
  const { attemptId, fencingToken } = await previewed(running);
  running.claim.isDown = true;
  await running.client().skip({ requestId: 'skip', agentId: 'agent-1', attemptId, fencingToken });
  await running.restart();
  running.claim.isDown = false;
  await running.whenReady();
  await running.until(() => running.claim.released.length > 0, 'the release');
});

test("R-73 a call's lock is extended by the short lease until the agent's document is stored, then by the long one", async () => {
  const stored = deferred<void>();
  await using running = await startWorld({
    prepare: ({ leads }) => leads.cards.set(leadId(1), card(1)),
    prepareStore: (store) => {
      const agents = store.collection<AgentDocument>(AGENTS);
      const put = agents.put.bind(agents);
      agents.put = async (item) => {
        if (item.doc.state.work !== undefined) await stored.promise;
        return put(item);
      };
    },
  });
  // Also when this fails: closing waits for documents.
  using _ = { [Symbol.dispose]: () => stored.resolve() };
  await running.whenReady();
  const desk = await running.ready();
  await running.until(() => desk.last?.preview !== undefined, 'a preview');
  const { attemptId = '', fencingToken = 0n } = desk.last?.preview ?? {};
  await running.client().dial({ requestId: 'a', agentId: 'agent-1', attemptId, fencingToken });
  await running.publish.call(attemptId, 1, { $case: 'bridged', value: {} });
  await running.until(() => desk.last?.presence === Presence.PRESENCE_ON_CALL, 'the call');
  // Half of the offer's lease; after a crash now nobody would know of this lock.
  running.advance(1500);
  await running.until(() => running.claim.leases.length > 0, 'the lock to be extended');
  assert.deepEqual(running.claim.leases, [3000]);
  stored.resolve();
  await running.until(() => lockExpiresAt(running) === NOON + 1500 + HOUR, 'the long lease');
  running.advance(HOUR / 2);
  await running.until(
    () => running.claim.leases.length > 2,
    'the lock of the live call to be extended again',
  );
  assert.deepEqual(running.claim.leases, [3000, HOUR, HOUR]);
});

/** As the agent's document says. */
function lockExpiresAt({ disk }: World): number | undefined {
  const { json = '{}' } = disk.collections.get(AGENTS.name)?.records.get('agent-1') ?? {};
  return (JSON.parse(json) as Partial<AgentDocument>).state?.work?.lockExpiresAt; // what the scheduler has put
}
