import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { SimulatedClock } from '@firstring/kernel/testing';
import { AgentLine } from './agent-line.ts';
import type { AgentLinesDeps } from './agent-lines.ts';
import type { LegEvents } from './ports.ts';

/** A line whose phone does what the test says. */
async function upLine(): Promise<{ line: AgentLine; phone: LegEvents }> {
  const phones: LegEvents[] = [];
  // What one line needs of all that the lines have.
  const deps = {
    clock: new SimulatedClock(),
    log: silentLog,
    settings: { agentRingMs: 1000 },
    openMedia: () => ({
      agentOffer: async () => 'offer',
      agentAnswered: async () => {},
      release: async () => {},
    }),
    gateway: {
      ring: (_orders: unknown, events: LegEvents) => {
        phones.push(events);
        return { end: () => {} };
      },
    },
  } as unknown as AgentLinesDeps;
  const line = new AgentLine(deps, { lineId: 'line-1', agentId: 'ann', orders: [], onOver: () => {} });
  await line.open(async () => {});
  const [phone] = phones;
  assert.ok(phone);
  phone.answered({ sdp: 'answer' });
  assert.equal(line.phase, 'up');
  return { line, phone };
}

test('F54 a call on a line learns whether its agent hung up or is lost', async () => {
  for (const lost of [true, false]) {
    const { line, phone } = await upLine();
    const ends: boolean[] = [];
    line.lend()?.begin({ ended: (news) => ends.push(news.lost) });
    phone.ended({ lost });
    assert.deepEqual(ends, [lost]);
    assert.equal(line.phase, 'over');
  }
});
