import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import { Product } from '../stack/product.ts';
import { pushLead } from '../stack/vendor.ts';

const PASSWORD = 'firstring-demo';
const PHONE = '+12125557391';
/** Strings that occur nowhere else in the world. */
const NAMES = ['Kanarienvogel', 'Gelbfeder', 'kanari@vogel.example', 'Vogelweide'];
const DEADLINE_MS = 10_000;

/** A supervisor at the console's API. */
async function signIn(url: string) {
  const headers: Record<string, string> = { Origin: url, 'Content-Type': 'application/json' };
  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(url + path, {
      method,
      headers,
      ...sent,
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    assert.ok(response.ok || response.status === 404, `${method} ${path}: ${response.status}`);
    return response;
  };
  const session = await call('POST', '/api/session', { username: 'sam', password: PASSWORD });
  headers['Cookie'] = session.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { csrfToken } = (await session.json()) as { csrfToken: string }; // the session endpoint's answer
  headers['X-CSRF-Token'] = csrfToken;
  return call;
}

/** Files in which any of the texts occurs, in UTF-8. */
function filesWith(folder: string, texts: readonly string[]): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const found = files.filter(({ parentPath, name }) => {
    const bytes = readFileSync(join(parentPath, name));
    return texts.some((text) => bytes.includes(text));
  });
  return found.map(({ name }) => name).toSorted();
}

test('I15 R-46 A-12 of an erased person no byte is left in any store or log; the number stays in the bus’s log for its week', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'firstring-erased-'));
  const product = await Product.start({ dataDir });
  try {
    const { ready } = product;
    const [firstName = '', lastName = '', email = ''] = NAMES;
    const fields = { caller_id: PHONE, first_name: firstName, last_name: lastName, email };
    const { lead } = await pushLead(ready, fields);
    await pushLead(ready, { ...fields, last_name: NAMES[3] ?? '' });
    assert.ok(lead);
    const call = await signIn(ready.consoleUrl);
    const inProcess = `processId=${ready.processId}`;
    const entry = { kind: 'number', phone: PHONE, cause: 'asked_by_person', note: `said ${firstName}` };
    await call('POST', `/api/exclusions?${inProcess}`, { requestId: random.uuid(), ...entry });
    await call('DELETE', `/api/leads/${lead.lead_id}?${inProcess}&requestId=${random.uuid()}`);
    assert.equal((await call('GET', `/api/leads/${lead.lead_id}?${inProcess}`)).status, 404);
    for (const path of [
      `/api/leads?search=${firstName}&${inProcess}`,
      `/api/leads?search=%2B12125557391&${inProcess}`,
    ]) {
      assert.doesNotMatch(await (await call('GET', path)).text(), /Kanari|Gelbfeder|5557391/, path);
    }
    const listed = async () => (await call('GET', `/api/exclusions?${inProcess}`)).text();
    await eventually(clock, 'the entry is a hash', async () => !(await listed()).includes('5557391'));
    assert.match(await listed(), /"exclusionId":"h:/, 'the suppression stays');
    await product.stop();
    assert.deepEqual(filesWith(dataDir, NAMES), [], 'names and e-mail');
    assert.deepEqual(filesWith(dataDir, [PHONE, PHONE.slice(1)]), ['bus.db'], 'the number');
    for (const text of [...NAMES, PHONE]) assert.ok(!product.output.includes(text), 'the log');
  } finally {
    await product[Symbol.asyncDispose]();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
