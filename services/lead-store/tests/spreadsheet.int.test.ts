import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { configure, PROCESS, startLeadStore } from './_harness.ts';
import { countsOf, leadsOf, makeList, upload, verdicts } from './_uploads.ts';

for (const name of ['semicolons-utf-8', 'tabs-utf-16', 'commas-windows-1252']) {
  test(`R-97 csv/7 csv/10 csv/11 csv/22 csv/23 what a spreadsheet program writes is read: ${name}`, async () => {
    await using service = await startLeadStore();
    await configure(service);
    const { listId } = await makeList(service);
    const content = readFileSync(new URL(`./spreadsheet/${name}.csv`, import.meta.url));
    const done = await upload(service, { listId, content });
    assert.equal(countsOf(done), 'added 3, invalid 1');
    const lines = await verdicts(service, done);
    assert.match(lines[3] ?? '', /^3,invalid,phone1 was damaged by a spreadsheet/);
    const leads = await leadsOf(service);
    const people = leads.map(({ card, firstName, lastName }) => [card?.homeGuard, firstName, lastName]);
    assert.deepEqual(
      people.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)),
      [
        ['+14155550132', 'Zoë', 'Müller; Söhne'],
        ['+14155550134', '=SUM(1;2)', '-2+3'],
        ['+4930123456', 'Anna "Anni"', 'Óla\nzweite Zeile'],
      ],
    );
    assert.ok(leads.every(({ card }) => card?.processId === PROCESS));
  });
}
