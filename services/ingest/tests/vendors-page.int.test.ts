import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { signatureSecret } from './_fake-lead-store.ts';
import { startIngest } from './_harness.ts';

const PAGE = new URL('../../../docs/vendors.md', import.meta.url);
const EXAMPLE = /<!-- example: (\w+) (\d+) -->\n```sh\n(.*?)```/gs;
const SECRET = 'a-secret-that-signs';

test('every command of the page for vendors is answered as the page says', async () => {
  const page = await readFile(PAGE, 'utf8');
  const examples = [...page.matchAll(EXAMPLE)];
  assert.equal(examples.length, page.split('```sh').length - 1, 'every command is an example');
  await using ingest = await startIngest();
  ingest.leadStore.secrets = [signatureSecret(SECRET)];
  const env = {
    PATH: process.env['PATH'],
    LINK: ingest.url,
    SECRET: `whsec_${Buffer.from(SECRET).toString('base64')}`,
  };
  for (const [, name, status, command = ''] of examples) {
    ingest.leadStore.profile = name === 'ping' ? { pingPost: true } : {};
    const script = command.replace(/curl -sS/, "curl -sS -o /dev/null -w '%{http_code}'");
    const { stdout, stderr } = await promisify(execFile)('sh', ['-ec', script], { env, timeout: 10_000 });
    assert.deepEqual([stdout, stderr], [status, ''], name);
  }
  assert.equal(ingest.leadStore.conversions.length, 1);
});
