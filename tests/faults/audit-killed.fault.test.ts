import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DeskClient } from '@firstring/standalone-service/desk-client';
import { Product } from '../stack/product.ts';
import { AUDITING } from './_steps.ts';

interface Verdict {
  readonly broken: unknown;
}

interface AuditPage {
  readonly records: readonly { readonly action: string; readonly outcome: string }[];
}

test(
  'I14 killed at every step of an audited action, the chain holds, and what was acknowledged is in it',
  { timeout: 600_000 },
  async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'firstring-audit-'));
    t.after(() => rmSync(dataDir, { recursive: true, force: true }));
    const exclude = (desk: DeskClient, phone: string): Promise<unknown> =>
      desk.post('/api/exclusions?processId=demo', { kind: 'number', phone, cause: 'manual' });
    let acknowledged = 0;
    for (const [index, step] of AUDITING.entries()) {
      await using armed = await Product.start({ dataDir, env: { FAILPOINT: `${step}:kill` } });
      // The sign-in is audited, too, and may be what passes the step.
      await signIn(armed)
        .then((desk) => exclude(desk, `+1202555010${index}`))
        .then(
          () => (acknowledged += 1),
          () => t.diagnostic(`${step}: no answer`),
        );
      await armed.exited;
      assert.equal(armed.end.signal, 'SIGKILL', step);

      await using product = await Product.start({ dataDir });
      const desk = await signIn(product);
      await exclude(desk, `+1202555011${index}`);
      acknowledged += 1;
      for (const scope of ['process', 'installation']) {
        const verdict = await desk.get<Verdict>(`/api/audit/verdict?processId=demo&scope=${scope}`);
        assert.equal(verdict.broken, null, `${scope} after ${step}`);
      }
      const { records } = await desk.get<AuditPage>('/api/audit?processId=demo&action=exclusion.add');
      const done = records.filter(({ outcome }) => outcome === 'done').length;
      assert.ok(
        done >= acknowledged,
        `${done} records of ${acknowledged} acknowledged actions after ${step}`,
      );
    }
  },
);

function signIn({ ready }: Product): Promise<DeskClient> {
  const password = ready.agents[0]?.password ?? '';
  return DeskClient.signIn(ready.consoleUrl, { username: 'sam', password });
}
