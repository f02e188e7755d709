import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diffPolicy } from './diff-policy.ts';
import { parsePolicy } from './parse-policy.ts';
import type { Policy } from './policy.ts';

function policy(text: string): Policy {
  const { policy: read, problems } = parsePolicy(`policy: 1\n${text}`);
  assert.deepEqual(problems, []);
  assert.ok(read);
  return read;
}

describe('the difference between two policies', () => {
  it('is said in words, a sentence a change, and nothing where they say the same', () => {
    const before = policy(`
caps: { attempts: 30 }
retry: [{ disposition: busy, gap: 10m }]
leads:
  lists:
    - list: Gold
    - list: Silver
    - list: Bronze
      time_slots: [mon 09:00-12:00]`);
    const after = policy(`
caps: { attempts: 20, number_per_day: 4 }
leads:
  order: lists_first
  lists:
    - list: Silver
    - { list: Gold, weight: 3, time_slots: [mon 09:00-12:00, tue 09:00-12:00] }
    - { list: New, priority: 2 }`);
    assert.deepEqual(diffPolicy(before, after), [
      'caps › attempts: 30 → 20',
      'caps › number_per_day: not set → 4',
      'retry: "busy" is taken out',
      'leads › lists: "Bronze" is taken out',
      'leads › lists › "Gold" › weight: 1 → 3',
      'leads › lists › "Gold" › time_slots: not set → mon 09:00-12:00, tue 09:00-12:00',
      'leads › lists: "New" is added with priority 2, weight 1',
      'leads › lists: they stand in another order',
      'leads › order: not set → lists_first',
    ]);
    assert.deepEqual(diffPolicy(before, structuredClone(before)), []);
  });
});
