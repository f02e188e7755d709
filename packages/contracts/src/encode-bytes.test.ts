import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeBytes } from './encode-bytes.ts';
import { LeadEvent } from './gen/firstring/leads/v1/lead_events.ts';

const event = (leadId: string) => LeadEvent.fromPartial({ processId: 'p', leadId, version: 1n });

test('messages come out as they would alone, and are not changed by the next one', () => {
  const ids = ['a', 'b'.repeat(5000), 'c', 'ü😀'];
  const encoded = ids.map((id) => encodeBytes(LeadEvent, event(id)));
  for (const [at, id] of ids.entries()) {
    assert.deepEqual(encoded[at], LeadEvent.encode(event(id)).finish());
  }
});

test('a message that cannot be written leaves nothing behind', () => {
  const broken = { ...event('a'), version: 2n ** 80n };
  assert.throws(() => encodeBytes(LeadEvent, broken));
  assert.deepEqual(LeadEvent.decode(encodeBytes(LeadEvent, event('b'))), event('b'));
});
