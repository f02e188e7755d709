import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forgetLead } from './forget-lead.ts';
import type { DialbackDeps } from './ports.ts';

test('A-12 of a lead without a name nothing is forgotten: calls of people nobody knows stay as they are, and it ends', async () => {
  const asked = new Error('the log of calls was asked');
  const callLog = { query: () => Promise.reject(asked) };
  const deps = { callLog } as unknown as DialbackDeps; // nothing else is asked
  await forgetLead(deps, { processId: 'p', leadId: '' }, []);
  await assert.rejects(forgetLead(deps, { processId: 'p', leadId: 'lead-1' }, []), asked);
});
