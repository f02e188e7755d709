import assert from 'node:assert/strict';
import { test } from 'node:test';
import { step, type Input } from './dialback.ts';
import { ENTRIES_MAX, openEntry, type MissedCalls } from './missed-calls.ts';
import { NOBODY_YET, SAMPLE_RULES, sampleMissed } from './sample-missed.ts';

const AGENT = 'agent-1';

/** Each input a second after the one before. */
function after(...inputs: readonly Input[]): MissedCalls {
  return inputs.reduce((calls, input, at) => step(calls, input, (at + 1) * 1000), NOBODY_YET);
}

function statesOf({ entries }: MissedCalls): string[] {
  return entries.map(({ dialbackId, state, cause }) => `${dialbackId} ${state} ${cause}`);
}

test('R-60 F26 word of a talk that is told late settles what was missed before it, and nothing after', () => {
  const dialing = [
    sampleMissed('d1', 0),
    { type: 'present', dialbackId: 'd1', agentId: AGENT },
    { type: 'dialing', dialbackId: 'd1' },
  ] as const;
  const late = { type: 'bridged', dialbackId: 'd1', at: 3500 } as const;
  assert.deepEqual(statesOf(after(...dialing, late)), ['d1 completed bridged']);
  // They rang again and were missed after the talk: the word of it comes when that is known already.
  const again = after(...dialing, sampleMissed('d2', 30_000), late);
  assert.deepEqual(statesOf(again), ['d1 cancelled superseded', 'd2 queued no_agent']);
  const [listed] = after(
    sampleMissed('d1', 0),
    sampleMissed('d2', 30_000, { cause: 'refused' }),
    late,
  ).entries;
  assert.equal(listed?.handledAt, undefined);
  const settled = step(after(...dialing), { ...late, at: 3500 }, 60_000);
  assert.equal(settled.reachedAt, 3500);
  assert.deepEqual(statesOf(step(settled, sampleMissed('d3', 30_000), 61_000)).at(-1), 'd3 queued no_agent');
});

for (const [cause, rule] of [
  ['caller_hung_up', 'R-49'],
  ['queue_timeout', 'R-50'],
  ['no_agent', 'R-51'],
] as const) {
  test(`${rule} R-67 a call lost by ${cause} is dialled back where the called number says so, and listed where not`, () => {
    const rules = { ...SAMPLE_RULES, dialsBack: { ...SAMPLE_RULES.dialsBack, [cause]: false } };
    assert.deepEqual(statesOf(after(sampleMissed('d1', 0, { cause }))), [`d1 queued ${cause}`]);
    assert.deepEqual(statesOf(after(sampleMissed('d1', 0, { cause, rules }))), [
      'd1 missed-only not_by_rule',
    ]);
  });
}

test('R-52 A-42 what nobody is called back for is listed with its reason, and leaves an open entry alone', () => {
  const calls = after(
    sampleMissed('d1', 0),
    sampleMissed('d2', 1000, { cause: 'closed_hours' }),
    sampleMissed('d3', 2000, { cause: 'refused' }),
    sampleMissed('d4', 3000, { isExcluded: true }),
    sampleMissed('d5', 4000, { leadId: '' }),
    sampleMissed('d6', 5000, { phone: '', leadId: '' }),
  );
  assert.deepEqual(statesOf(calls), [
    'd2 missed-only closed_hours',
    'd3 missed-only refused',
    'd4 missed-only number_excluded',
    'd5 missed-only lead_unknown',
    'd6 missed-only number_withheld',
    'd1 queued no_agent',
  ]);
});

test('R-63 A-18 missed from another number of the lead: the last is open, in the place of the first', () => {
  const calls = after(sampleMissed('d1', 0), sampleMissed('d2', 1000, { phone: '+12025550124' }));
  assert.deepEqual(statesOf(calls), ['d1 cancelled superseded', 'd2 queued no_agent']);
  const { orderAt, phone, expiresAt } = openEntry(calls) ?? {};
  assert.deepEqual([orderAt, phone, expiresAt], [0, '+12025550124', 1000 + SAMPLE_RULES.ttlMs]);
});

test('R-63 a call that is heard of late does not take the place of a newer one', () => {
  const calls = after(sampleMissed('d2', 1000), sampleMissed('d1', 0));
  assert.deepEqual(statesOf(calls), ['d1 cancelled superseded', 'd2 queued no_agent']);
  assert.equal(openEntry(calls)?.orderAt, 0);
});

test('R-60 F66 missed again while the agent dials the older one: what becomes of that call ends the newer one', () => {
  const dialled: Input[] = [
    sampleMissed('d1', 0),
    { type: 'present', dialbackId: 'd1', agentId: AGENT },
    { type: 'dialing', dialbackId: 'd1' },
    sampleMissed('d2', 3000),
  ];
  assert.deepEqual(statesOf(after(...dialled)), ['d1 cancelled superseded', 'd2 dialing no_agent']);
  const answered = after(...dialled, { type: 'bridged', dialbackId: 'd1' });
  assert.deepEqual(statesOf(answered), ['d1 cancelled superseded', 'd2 completed bridged']);
  const unanswered = after(...dialled, { type: 'unanswered', dialbackId: 'd1' });
  assert.deepEqual(statesOf(unanswered), ['d1 cancelled superseded', 'd2 queued no_agent']);
  const answeredAfterAll = step(unanswered, { type: 'bridged', dialbackId: 'd1' }, 9000);
  assert.deepEqual(statesOf(answeredAfterAll), ['d1 cancelled superseded', 'd2 cancelled caller_reached']);
});

test('R-60 the answer to an older dial, told twice, does not end what was missed after it', () => {
  const bridged: Input = { type: 'bridged', dialbackId: 'd1' };
  const calls = after(
    sampleMissed('d1', 0),
    { type: 'present', dialbackId: 'd1', agentId: AGENT },
    { type: 'dialing', dialbackId: 'd1' },
    sampleMissed('d2', 3000),
    bridged,
    sampleMissed('d3', 9000),
  );
  assert.equal(openEntry(calls)?.dialbackId, 'd3');
  assert.equal(step(calls, bridged, 10_000), calls);
});

for (const held of [[], ['present'], ['present', 'dialing']] as const) {
  test(`R-60 A-17 the caller is reached while the entry is ${held.at(-1) ?? 'queued'}: cancelled, and what is heard of late is, too`, () => {
    const inputs = held.map((type): Input =>
      type === 'present' ? { type, dialbackId: 'd1', agentId: AGENT } : { type, dialbackId: 'd1' },
    );
    const reached: Input = { type: 'caller-reached', dialbackId: 'd1' };
    const calls = after(sampleMissed('d1', 0), ...inputs, reached);
    assert.deepEqual(statesOf(calls), ['d1 cancelled caller_reached']);
    const late = step(calls, sampleMissed('d2', 500), 10_000);
    assert.deepEqual(statesOf(late), ['d1 cancelled caller_reached', 'd2 cancelled caller_reached']);
    const again = step(late, sampleMissed('d3', 20_000), 20_000);
    assert.equal(openEntry(again)?.dialbackId, 'd3');
  });
}

test('R-60 whoever connects the caller may know an older call of theirs only', () => {
  const reached: Input = { type: 'caller-reached', dialbackId: 'd1' };
  const calls = after(sampleMissed('d1', 0), sampleMissed('d2', 1000), reached);
  assert.deepEqual(statesOf(calls), ['d1 cancelled superseded', 'd2 cancelled caller_reached']);
});

test('R-66 A-19 a lead made for the call: one unanswered attempt closes it for the cadence', () => {
  const calls = after(
    sampleMissed('d1', 0, { leadCreated: true }),
    // The lead is known by now.
    sampleMissed('d2', 1000),
    { type: 'present', dialbackId: 'd2', agentId: AGENT },
    { type: 'dialing', dialbackId: 'd2' },
    { type: 'unanswered', dialbackId: 'd2' },
  );
  assert.deepEqual(statesOf(calls), ['d1 cancelled superseded', 'd2 closed automatic_redial']);
});

test('A-42 a number goes on the do-not-call list: its entry is cancelled at once, that of another number is not', () => {
  const excluded = (phone: string): Input => ({ type: 'number-excluded', phone });
  assert.deepEqual(statesOf(after(sampleMissed('d1', 0), excluded('+12025550123'))), [
    'd1 cancelled number_excluded',
  ]);
  assert.deepEqual(statesOf(after(sampleMissed('d1', 0), excluded('+12025550199'))), ['d1 queued no_agent']);
});

test('R-58 A-16 an owner has it alone until the rule or a supervisor lets others, also when missed again', () => {
  const rules = { ...SAMPLE_RULES, ownerOnlyMs: 600_000 };
  assert.equal(openEntry(after(sampleMissed('d1', 0)))?.commonAt, undefined);
  assert.equal(openEntry(after(sampleMissed('d1', 0, { rules })))?.commonAt, 600_000);
  const released = after(sampleMissed('d1', 0, { rules }), { type: 'released', dialbackId: 'd1' });
  assert.equal(openEntry(released)?.commonAt, 2000);
  assert.equal(openEntry(step(released, sampleMissed('d2', 9000), 9000))?.commonAt, 2000);
});

test('A-13 a listed call is seen to by hand once, or because the caller called again or was reached', () => {
  const closed = sampleMissed('d1', 0, { cause: 'closed_hours' });
  const handledOf = (calls: MissedCalls) =>
    calls.entries.map(({ handledAt, handledBy }) => [handledAt, handledBy]);
  const byHand: Input = { type: 'handled', dialbackId: 'd1', agentId: AGENT };
  const calls = after(closed, byHand);
  assert.deepEqual(handledOf(calls), [[2000, AGENT]]);
  assert.equal(step(calls, { ...byHand, agentId: 'agent-2' }, 9000), calls);
  const again = after(closed, sampleMissed('d2', 1000, { cause: 'closed_hours' }));
  assert.deepEqual(handledOf(again), [
    [2000, undefined],
    [undefined, undefined],
  ]);
});

test('R-61 a dial whose end is never told is given up an hour after the limit', () => {
  const calls = after(
    sampleMissed('d1', 0),
    { type: 'present', dialbackId: 'd1', agentId: AGENT },
    { type: 'dialing', dialbackId: 'd1' },
  );
  assert.equal(step(calls, { type: 'tick' }, SAMPLE_RULES.ttlMs + 1), calls);
  const lost = step(calls, { type: 'tick' }, SAMPLE_RULES.ttlMs + 3_600_001);
  assert.deepEqual(statesOf(lost), ['d1 expired time_limit']);
});

test('sip/52 however often somebody calls, a bounded number of calls is kept, the open one among them', () => {
  let calls = NOBODY_YET;
  for (let n = 0; n < 1000; n += 1) calls = step(calls, sampleMissed(`d${n}`, n * 60), n * 60);
  assert.equal(calls.entries.length, ENTRIES_MAX);
  assert.deepEqual([openEntry(calls)?.dialbackId, openEntry(calls)?.orderAt], ['d999', 0]);
});
