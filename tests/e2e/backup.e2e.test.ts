import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { LeadRow } from '@firstring/console-service/leads';
import { DeskClient, Refusal } from '@firstring/standalone-service/desk-client';
import { Product } from '../stack/product.ts';
import { pushLead } from '../stack/vendor.ts';

const run = promisify(execFile);
const SUPERVISOR = { username: 'sam', password: 'firstring-demo' };
const LEADS = 40;

test('a backup of a running installation has every lead that was taken before it, and an installation comes up from it and works', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'firstring-backup-'));
  const [dataDir, copy] = [join(folder, 'data'), join(folder, 'copy')];
  try {
    const before: string[] = [];
    {
      await using product = await Product.start({ dataDir });
      const push = async (number: number): Promise<string> => {
        const { lead } = await pushLead(product.ready, { caller_id: `+1212555${1000 + number}` });
        assert.ok(lead);
        return lead.lead_id;
      };
      for (let number = 0; number < LEADS; number += 1) before.push(await push(number));
      // Leads come in while it is made.
      const meanwhile = Array.from({ length: LEADS }, (_, index) => push(LEADS + index));
      const { stdout } = await run('scripts/backup', [dataDir, copy]);
      assert.match(stdout, /copied from the running process/);
      await Promise.all(meanwhile);
    }
    await using restored = await Product.start({ dataDir: copy });
    const supervisor = await DeskClient.signIn(restored.ready.consoleUrl, SUPERVISOR);
    for (const leadId of before) {
      assert.equal((await supervisor.get<LeadRow>(`/api/leads/${leadId}`)).leadId, leadId);
    }
    // A number that is known is known still, and a new one is taken.
    assert.equal((await pushLead(restored.ready, { caller_id: '+12125551000' })).lead?.status, 'updated');
    assert.equal((await pushLead(restored.ready, { caller_id: '+12125553999' })).lead?.status, 'created');
    await assert.rejects(supervisor.get('/api/leads/nobody'), Refusal);
  } finally {
    await rm(folder, { recursive: true, maxRetries: 3 });
  }
});

test('a backup refuses to write over what is there, and a folder without an installation', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'firstring-backup-'));
  try {
    await assert.rejects(run('scripts/backup', [folder, join(folder, 'copy')]), /there is no installation/);
    await run('touch', [join(folder, 'bus.db')]);
    await assert.rejects(run('scripts/backup', [folder, folder]), /is there already/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
