import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { permissionsOf, ROLES, type Permission, type Role } from '../src/domain/permissions.ts';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { PASSWORD, startConsole } from './_harness.ts';
import { furnish } from './_scene.ts';
import { walkPages } from './_walk.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

/** Buttons that do something, by their names, and what they need. */
const BUTTONS: readonly [name: RegExp, needs: Permission][] = [
  [/^Dial(?!s$|led$)/, 'desk:use'],
  [/^Delete lead$/, 'lead:delete'],
  [/^(New list|Disable Spring fair)$/, 'list:write'],
  [/^Upload (into Spring fair|prospects)$/, 'list:upload'],
  [/^New filter$/, 'filter:write'],
  [/^New filter group$/, 'filter-group:write'],
  [/^(Save parameter|Delete Age of the roof)$/, 'custom-parameter:write'],
  [
    /^(New campaign|Pause|Close campaign|Save settings|Save customers|Save agents|Save dispositions)$/,
    'campaign:write',
  ],
  [/^(Assign|Save lists)$/, 'campaign:assign'],
  [/^(Generate link|Test a link)$/, 'ingest-link:write'],
  [/^New vendor$/, 'vendor:write'],
  [/^(New trunk|End the registration of Ann|Remove the account of Ann)/, 'telephony:write'],
  [/^Test call to Ann/, 'telephony:test'],
  [/^(Save|Make process)$/, 'process:write'],
  [/^Save claiming$/, 'claiming:write'],
  [/^New rule$/, 'distribution-rule:write'],
  [/^(Upload numbers|Add entry)$/, 'exclusion:write'],
  [/^Block a number$/, 'blacklist:write'],
  [/^Add address$/, 'webhook:write'],
  [/^(New user|Edit Ann Adams)$/, 'user:write'],
  [/^Verify$/, 'audit:read'],
];

/** Addresses that somebody may type, or have from a colleague. */
const TYPED = [
  '/desk',
  '/leads',
  '/leads/filters',
  '/campaigns/solar/enrichment-data',
  '/reporting',
  '/telephony/phones',
  '/settings/blacklist',
  '/settings/users',
  '/settings/audit',
];

const USERS: Readonly<Record<string, Role | undefined>> = {
  adam: 'administrator',
  sue: 'supervisor',
  vera: 'voice_admin',
  ann: 'agent',
  alan: 'analyst',
  olga: 'exclusion_override',
  // Somebody new, whom nobody has given a role.
  nils: undefined,
};
const ROWS: Readonly<Record<Role, string>> = {
  administrator: 'R-88',
  supervisor: 'R-89',
  voice_admin: 'R-90',
  agent: 'R-91',
  analyst: 'R-92',
  exclusion_override: 'R-140',
};
const seen = new Set<string>();

describe('every page as every role', () => {
  for (const [username, role] of Object.entries(USERS)) {
    const who = role === undefined ? 'somebody without a role' : `${ROWS[role]} ${role.replace('_', ' ')}`;
    test(`${who}: no page asks for what the role may not have, and no button offers it`, async () => {
      await using harness = await startConsole();
      furnish(harness);
      const nils = { userId: 'nils', username: 'nils', name: 'Nils New', roles: [], processIds: ['p1'] };
      await harness.service.users.ensure({ ...nils, password: PASSWORD });
      const { page, context } = await openTab(browser, harness, username);
      const { forbidden, buttons } = await walk(page, harness.url);
      assert.deepEqual(forbidden, []);
      const has = permissionsOf(role === undefined ? [] : [role]);
      const offered = BUTTONS.filter(([name]) => buttons.some((button) => name.test(button)));
      assert.deepEqual(
        offered.filter(([, needs]) => !has.has(needs)),
        [],
      );
      for (const [name] of offered) seen.add(name.source);
      if (role === undefined) assert.deepEqual(buttons, []);
      await context.close();
    });
  }

  test('every role was walked, and every button of the list is on some page', () => {
    assert.deepEqual(
      ROLES.filter((role) => !Object.values(USERS).includes(role)),
      [],
    );
    assert.deepEqual(
      BUTTONS.filter(([name]) => !seen.has(name.source)),
      [],
    );
  });
});

/** What was refused on every page there is, linked or typed, and all buttons. */
async function walk(page: Page, url: string) {
  const forbidden: string[] = [];
  const buttons = new Set<string>();
  page.on('response', (response) => {
    if (response.status() === 403 || response.status() === 401)
      forbidden.push(`${page.url()}: ${response.url()}`);
  });
  await walkPages(page, { url, from: ['/', ...TYPED] }, async () => {
    for (const name of await namesOf(page)) buttons.add(name);
  });
  return { forbidden, buttons: [...buttons] };
}

function namesOf(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(
    "[...document.querySelectorAll('main button')].map((it) => it.ariaLabel ?? it.textContent.trim())",
  );
}
