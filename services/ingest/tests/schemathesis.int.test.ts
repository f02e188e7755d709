import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { newFolder, startIngest, TOKEN } from './_harness.ts';
import { VENDOR_TOKEN } from './_fake-lead-store.ts';
import { findSchemathesis } from './_schemathesis.ts';

const DEADLINE_MS = 300_000;
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];
const CONFIG = `
[parameters]
"path.token" = "${TOKEN}"

[[operations]]
include-path = "/v1/vendors/{token}"
parameters = { "path.token" = "${VENDOR_TOKEN}" }
`;

test('whatever is made of the API’s own description is answered as it says, and never with a server error', async (t) => {
  const found = await findSchemathesis();
  if ('missing' in found) {
    t.skip(found.missing);
    return;
  }
  await using ingest = await startIngest();
  const cwd = newFolder();
  const config = join(cwd, 'schemathesis.toml');
  await writeFile(config, CONFIG);
  const args = ['--config-file', config, 'run', `${ingest.origin}/openapi.json`, '--checks', CHECKS.join()];
  const limits = [
    '--phases',
    'examples,coverage,fuzzing',
    '--max-examples',
    '10',
    '--seed',
    '1',
    '--no-color',
  ];
  const { code, output } = await new Promise<{ code: unknown; output: string }>((resolve) => {
    execFile(found.program, [...args, ...limits], { cwd, timeout: DEADLINE_MS }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : (error.code ?? error.signal), output: stdout + stderr }),
    );
  });
  assert.equal(code, 0, output);
  assert.match(output, /Tested: 9/, output);
});
