import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CallLadders } from './call-ladders.ts';

const LIMITS = { messagesMax: 6, messageCharsMax: 300, endedMax: 3, keepMs: 50, charsMax: 2500 };

const attempt = fc.constantFrom('c1', 'c2', 'c3', 'c4', 'c5', 'c6');
const step = fc.oneof(
  fc.record({ type: fc.constant('begin' as const), attempt }),
  fc.record({ type: fc.constant('end' as const), attempt }),
  fc.record({ type: fc.constant('message' as const), attempt, chars: fc.nat(600) }),
  fc.record({ type: fc.constant('wait' as const), ms: fc.nat(80) }),
);

test('whatever calls do, the memory stays within its limit and its account is right', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const ladders = new CallLadders(LIMITS);
      let nowAt = 0;
      for (const each of steps) {
        if (each.type === 'wait') nowAt += each.ms;
        else if (each.type === 'end') ladders.end(each.attempt, { trunkId: '' }, nowAt);
        else if (each.type === 'begin') {
          const { attempt: attemptId } = each;
          // The service never begins an attempt that lives.
          if (ladders.get(attemptId, nowAt)?.endedAt === undefined)
            ladders.end(attemptId, { trunkId: '' }, nowAt);
          ladders.begin({ attemptId, processId: '', agentId: '', phone: '', test: false }, nowAt);
        } else {
          const raw = `BYE sip:a@b SIP/2.0\r\nCall-ID: ${each.attempt}-a1\r\nX: ${'x'.repeat(each.chars)}\r\n\r\n`;
          const where = { sent: true, protocol: 'udp', address: 'h', port: 1, timeOfDayMs: 0 };
          ladders.record({ ...where, raw }, nowAt);
        }
        assert.ok(ladders.chars <= LIMITS.charsMax);
      }
      const all = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'].flatMap((id) => ladders.get(id, nowAt) ?? []);
      const messages = all.flatMap((ladder) => ladder.messages);
      assert.ok(all.every((ladder) => ladder.messages.length <= LIMITS.messagesMax));
      assert.ok(all.filter((ladder) => ladder.endedAt !== undefined).length <= LIMITS.endedMax);
      assert.equal(
        messages.reduce((sum, { raw }) => sum + raw.length, 0),
        ladders.chars,
      );
    }),
    { numRuns: 200 },
  );
});
