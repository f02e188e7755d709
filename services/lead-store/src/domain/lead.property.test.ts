import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { callBridged, callEnded, callRuns } from './follow-call.ts';
import { isOlderToken, type LiveLead } from './lead.ts';
import { takeOutcome } from './take-outcome.ts';
import { createLead, updateLead, type Source, type Submission } from './take-submission.ts';

const NOON = Date.UTC(2026, 0, 5, 17, 0);
const SOURCE: Source = {
  processId: 'process-1',
  campaignId: 'spring',
  vendorId: 'acme',
  ingestLinkId: 'link-1',
  emptyClears: false,
  declared: new Map([['age', { type: 'text', choices: [] } as const]]),
  timeZone: 'America/New_York',
};

const submission = (change: Partial<Submission> = {}): Submission => ({
  requestId: 'request-1',
  ingestLinkId: 'link-1',
  callerId: '+12125550123',
  callerIdRaw: '212 555 0123',
  parameters: new Map(),
  timeZone: undefined,
  candidateZones: ['America/New_York'],
  ...change,
});

const attempt = fc.integer({ min: 1, max: 5 });
const token = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);

const step = fc.oneof(
  fc.record({ type: fc.constant('runs' as const), attempt }),
  fc.record({ type: fc.constant('bridged' as const), attempt }),
  fc.record({ type: fc.constant('ended' as const), attempt, token, counted: fc.boolean() }),
  fc.record({ type: fc.constant('outcome' as const), attempt, token, converted: fc.boolean() }),
  fc.record({ type: fc.constant('submission' as const), name: fc.string() }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function apply(lead: LiveLead, change: Step, at: number): LiveLead {
  const nowAt = NOON + at * 60_000;
  const attemptId = 'attempt' in change ? `attempt-${change.attempt}` : '';
  switch (change.type) {
    case 'runs':
      return callRuns(lead, attemptId, nowAt);
    case 'bridged':
      return callBridged(lead, attemptId, nowAt);
    case 'ended': {
      const { counted } = change;
      const end = {
        attemptId,
        counted,
        result: 'no_answer',
        bridged: false,
        dialback: false,
        inbound: false,
      } as const;
      return callEnded(lead, { ...end, fencingToken: change.token, startedAt: nowAt, endedAt: nowAt + 1 });
    }
    case 'outcome': {
      const category = change.converted ? 'converted' : 'retry';
      const said = { requestId: `outcome-${at}`, agentId: 'ann', attemptId, code: 'x', label: 'X', note: '' };
      const command = {
        ...said,
        category,
        fencingToken: change.token,
        callbackAt: undefined,
        callbackCommon: false,
      } as const;
      const result = takeOutcome(lead, command, { version: at + 2, nowAt });
      return result.type === 'stored' ? result.lead : lead;
    }
    case 'submission': {
      const again = submission({ requestId: `again-${at}`, firstName: change.name });
      return updateLead(lead, SOURCE, { submission: again, version: at + 2, nowAt }).lead;
    }
  }
}

test('whatever comes in whatever order and however often: each attempt counts once, tokens and status only rise, identity stays', () => {
  const rank = { new: 0, contacted: 1, converted: 2 };
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let lead = createLead(SOURCE, submission(), NOON).lead;
      const first = lead;
      const counted = new Set<number>();
      const ended = new Set<number>();
      for (const [at, change] of steps.entries()) {
        const before = lead;
        lead = apply(lead, change, at);
        if (change.type === 'ended' && !ended.has(change.attempt)) {
          ended.add(change.attempt);
          if (change.counted) counted.add(change.attempt);
        }
        assert.equal(isOlderToken(lead.fencingToken, before.fencingToken), false);
        assert.ok(rank[lead.status] >= rank[before.status]);
      }
      assert.equal(lead.progress.totalAttempts, counted.size);
      assert.ok(lead.progress.cadenceAttempts <= lead.progress.totalAttempts);
      assert.ok(
        lead.requests.length <= 32 && lead.endedAttempts.length <= 64 && lead.statusHistory.length <= 3,
      );
      const identity = ({ callerId, ingestLinkId, createdAt, campaignId }: LiveLead) => [
        callerId,
        ingestLinkId,
        createdAt,
        campaignId,
      ];
      assert.deepEqual(identity(lead), identity(first));
    }),
    { numRuns: 200 },
  );
});

test('A-3 a zone named later replaces the one guessed; a submission without one keeps it', () => {
  const { lead } = createLead(
    SOURCE,
    submission({ candidateZones: ['America/New_York', 'America/Chicago'] }),
    NOON,
  );
  assert.equal(lead.timeZone, 'America/New_York');
  const named = { timeZone: 'America/Chicago', candidateZones: ['America/Chicago'], requestId: 'request-2' };
  const update = { submission: submission(named), version: 2, nowAt: NOON };
  const second = updateLead(lead, SOURCE, update).lead;
  assert.deepEqual([second.timeZone, second.candidateZones], ['America/Chicago', ['America/Chicago']]);
  const third = updateLead(second, SOURCE, {
    ...update,
    submission: submission({ requestId: 'request-3' }),
  }).lead;
  assert.deepEqual([third.timeZone, third.candidateZones], ['America/Chicago', ['America/Chicago']]);
});
