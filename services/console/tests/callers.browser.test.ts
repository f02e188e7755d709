import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { toTime } from '@firstring/contracts';
import { CallDirection, EndCause } from '@firstring/contracts/common/call_record';
import { DialbackState, MissedCause } from '@firstring/contracts/dialback/dialback_service';
import { DialState } from '@firstring/contracts/leads/lead';
import { Lane, Presence } from '@firstring/contracts/scheduling/scheduling_service';
import { systemClock } from '@firstring/kernel/system';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser } from './_browser.ts';
import { aCall, SOLAR } from './_fake-lead-store.ts';
import type { Harness } from './_harness.ts';
import { inTab } from './_in-tab.ts';

const MINUTE_MS = 60_000;
const LISTED = {
  state: DialbackState.DIALBACK_STATE_MISSED_ONLY,
  missedCause: MissedCause.MISSED_CAUSE_CLOSED_HOURS,
};

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

interface Visit {
  readonly user: string;
  readonly path: string;
  furnish?(harness: Harness): void;
}

function on(visit: Visit, work: (page: Page, harness: Harness) => Promise<void>): Promise<void> {
  const { user, path } = visit;
  const prepare = (harness: Harness): void => {
    harness.incomingNumbers.add({ incomingNumberId: 'n1', phone: '+12125550199', name: 'Hotline' });
    visit.furnish?.(harness);
  };
  return inTab({ browser, user, prepare }, async ({ page, harness }) => {
    await page.goto(`${harness.url}${path}`);
    await work(page, harness);
  });
}

const part = (page: Page, name: string) => page.getByRole('region', { name });
const rowIn = (page: Page, name: string, text: string) =>
  part(page, name).getByRole('row').filter({ hasText: text });

test('R-54 a supervisor sees who waits and who is to be dialled back live, the oldest first with age, owner and who has it', async () => {
  await on({ user: 'sue', path: '/live/callers' }, async (page, { callers, missedCalls }) => {
    await part(page, 'Waiting callers').getByText('Nobody waits on the line.').waitFor();
    await part(page, 'Open dial-backs').getByText('Nobody is to be dialled back.').waitFor();
    await assertAccessible(page, 'callers, none');
    callers.add('c1', { leadId: 'lea', incomingNumberId: 'n1' });
    await rowIn(page, 'Waiting callers', 'Lea Lindqvist').waitFor();
    callers.add('c1', { ringingAgentId: 'ann' });
    await rowIn(page, 'Waiting callers', 'Ann Adams').waitFor();
    const text = (await rowIn(page, 'Waiting callers', 'Lea Lindqvist').textContent()) ?? '';
    assert.match(text, /^1Lea Lindqvist.*0:\d\dHotlineSolar roofsRingingAnn Adams/);
    missedCalls.add('d1', 25 * MINUTE_MS, { leadId: 'lea', ownerAgentId: 'bob', incomingNumberId: 'n1' });
    missedCalls.add('d2', 5 * MINUTE_MS, { state: DialbackState.DIALBACK_STATE_PRESENTED, agentId: 'ann' });
    const [first, second] = [
      rowIn(page, 'Open dial-backs', 'Lea Lindqvist'),
      rowIn(page, 'Open dial-backs', 'Ann Adams'),
    ];
    await first.waitFor();
    assert.match((await first.textContent()) ?? '', /25:\d\d.*Dialback Queued.*Bob Brown.*owner only/);
    assert.match((await second.textContent()) ?? '', /In front of an agent.*Ann Adams.*Everybody/);
    await assertAccessible(page, 'callers');
    callers.remove('c1');
    await part(page, 'Waiting callers').getByText('Nobody waits on the line.').waitFor();
  });
});

test('A-16 a supervisor releases an owner’s dial-back to others, and withdraws one, after being asked', async () => {
  const withOwner = ({ missedCalls }: Harness): void =>
    missedCalls.add('d1', 5 * MINUTE_MS, { leadId: 'lea', ownerAgentId: 'bob' });
  await on({ user: 'sue', path: '/live/callers', furnish: withOwner }, async (page, { missedCalls }) => {
    await page.getByRole('button', { name: 'Release the dial-back of Lea Lindqvist' }).click();
    await assertAccessible(page, 'release');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Release', exact: true }).click();
    await rowIn(page, 'Open dial-backs', 'Everybody').waitFor();
    await page.getByRole('button', { name: 'Withdraw the dial-back of Lea Lindqvist' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Withdraw', exact: true }).click();
    await part(page, 'Open dial-backs').getByText('Nobody is to be dialled back.').waitFor();
    assert.deepEqual(
      missedCalls.asked.map(({ rpc, by }) => [rpc, by]),
      [
        ['release', 'sue'],
        ['withdraw', 'sue'],
      ],
    );
  });
});

test('R-52 R-55 R-60 R-61 missed calls are listed with what became of them, filtered, and those for the hand are ticked off', async () => {
  const missed = ({ missedCalls }: Harness): void => {
    missedCalls.add('d1', 90 * MINUTE_MS, {
      state: DialbackState.DIALBACK_STATE_EXPIRED,
      cause: 'time_limit',
    });
    missedCalls.add('d2', 60 * MINUTE_MS, {
      leadId: 'lea',
      state: DialbackState.DIALBACK_STATE_CANCELLED,
      cause: 'caller_reached',
    });
    missedCalls.add('d3', MINUTE_MS, { ...LISTED, phone: '+12025550177', cause: 'closed_hours' });
  };
  await on({ user: 'sue', path: '/live/missed-calls', furnish: missed }, async (page, { missedCalls }) => {
    await page.getByText('they got through themselves').waitFor();
    await page.getByText('Dialback Cancelled', { exact: true }).last().waitFor();
    await assertAccessible(page, 'missed calls');
    await page.getByLabel('What became of it').selectOption('Dialback Expired');
    await page.getByText('they got through themselves').waitFor({ state: 'detached' });
    await page.getByText('the time limit was over').waitFor();
    await page.getByLabel('What became of it').selectOption('All');
    await page.getByLabel('Caller’s number').fill('+1 202 555 0177');
    await page.keyboard.press('Enter');
    await page.getByText('the time limit was over').waitFor({ state: 'detached' });
    await page.getByLabel('Caller’s number').fill('');
    await page.getByLabel('To be called back by hand').check();
    await page.getByRole('button', { name: 'Done: +1 202 555 0177' }).click();
    await page.getByText('No call was missed, or none is like that.').waitFor();
    assert.deepEqual(missedCalls.asked[0], { rpc: 'handle', dialbackId: 'd3', by: 'sue' });
  });
});

test('A-13 an agent calls back by hand: a lead is opened, a number nobody knows is dialled, and both are ticked off', async () => {
  const missed = ({ missedCalls, leadStore }: Harness): void => {
    leadStore.campaigns.set('solar', { ...SOLAR, manualDialling: true });
    missedCalls.add('d1', 90 * MINUTE_MS, { ...LISTED, leadId: 'lea', phone: '+12025550123' });
    missedCalls.add('d2', 60 * MINUTE_MS, { ...LISTED, phone: '+12025550177' });
  };
  await on({ user: 'ann', path: '/desk', furnish: missed }, async (page, { scheduler, missedCalls }) => {
    await part(page, 'To call back by hand').waitFor();
    await assertAccessible(page, 'desk, calls to call back');
    await page.getByRole('button', { name: 'Call back +1 202 555 0177' }).click();
    assert.equal(await page.getByLabel('Phone numbers').inputValue(), '+12025550177');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Done: +1 202 555 0177' }).click();
    await page.getByRole('button', { name: 'Done: +1 202 555 0177' }).waitFor({ state: 'detached' });
    const opened = page.waitForResponse((answer) => answer.url().endsWith('/api/desk/open'));
    await page.getByRole('button', { name: 'Call back +1 202 555 0123' }).click();
    await opened;
    assert.ok(scheduler.calls.some(({ rpc, request }) => rpc === 'openLead' && request['leadId'] === 'lea'));
    assert.deepEqual(missedCalls.asked, [{ rpc: 'handle', dialbackId: 'd2', by: 'ann' }]);
  });
});

test('R-53 A-14 a lead shows Dialback Queued beside its own status, and missed and incoming calls in its activity', async () => {
  const missed = ({ missedCalls, leadStore }: Harness): void => {
    missedCalls.add('d1', 5 * MINUTE_MS, { leadId: 'lea', incomingNumberId: 'n1' });
    const call = aCall({
      attemptId: 'in1',
      leadId: 'lea',
      phone: '+12025550123',
      cause: EndCause.END_CAUSE_LEAD_HUNG_UP,
    });
    if (call.record !== undefined) call.record.direction = CallDirection.CALL_DIRECTION_INBOUND;
    leadStore.calls.push(call);
  };
  await on({ user: 'sue', path: '/leads?lead=lea', furnish: missed }, async (page) => {
    const drawer = page.getByRole('dialog');
    await drawer.getByText('Dialback Queued', { exact: true }).waitFor();
    await drawer.getByText('New', { exact: true }).waitFor();
    await drawer.getByText('Missed call: hung up while waiting').waitFor();
    await drawer.getByText('Hotline · Dialback Queued').waitFor();
    await drawer.getByText('Incoming: the lead hung up').waitFor();
    await assertAccessible(page, 'lead with a dial-back');
  });
});

test('R-66 a lead whose dial-back nobody answered says Automatic Redial beside its own status', async () => {
  const made = ({ leadStore }: Harness): void =>
    leadStore.add({ leadId: 'new', phone: '+12025550166', dialState: DialState.DIAL_STATE_AUTOMATIC_REDIAL });
  await on({ user: 'sue', path: '/leads?lead=new', furnish: made }, async (page) => {
    const drawer = page.getByRole('dialog');
    await drawer.getByText('Automatic Redial', { exact: true }).waitFor();
    await drawer.getByText('New', { exact: true }).waitFor();
  });
});

/** Somebody who has called the hotline rings at an agent's phone. */
function ringing(leadId: string, { withheld }: { withheld: boolean }) {
  return {
    presence: Presence.PRESENCE_RINGING,
    preview: {
      processId: 'p1',
      campaignId: 'solar',
      leadId,
      attemptId: 'in1',
      fencingToken: 7n,
      level: '',
      lane: Lane.LANE_CALLER,
      ringOnPreview: true,
      skipsLeft: 0,
      dialbackId: '',
      dialRequested: false,
      phone: '',
      caller: {
        incomingNumberId: 'n1',
        arrivedTime: toTime(systemClock.now() - 42_000),
        withheld,
        leadCreated: false,
      },
    },
  };
}

test('A-17 a caller at the desk: who calls, which number, for how long, and Decline instead of Skip', async () => {
  await on({ user: 'ann', path: '/desk' }, async (page, { scheduler }) => {
    await page.getByText('Not ready').first().waitFor();
    scheduler.change('ann', ringing('lea', { withheld: false }));
    await page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
    await page.getByText(/^They called Hotline, on the line for 0:4\d$/).waitFor();
    await page.getByText('They are calling', { exact: true }).waitFor();
    await assertAccessible(page, 'desk, incoming call');
    const declined = page.waitForResponse((answer) => answer.url().endsWith('/api/desk/skip'));
    await page.getByRole('button', { name: 'Decline' }).click();
    await declined;
  });
});

test('A-17 a caller whose number is withheld has a card with a heading, too', async () => {
  await on({ user: 'ann', path: '/desk' }, async (page, { scheduler }) => {
    await page.getByText('Not ready').first().waitFor();
    scheduler.change('ann', ringing('', { withheld: true }));
    await page.getByRole('heading', { name: 'Number withheld' }).waitFor();
    await page.getByText(/^They called Hotline, on the line for 0:4\d, the number is withheld$/).waitFor();
    await assertAccessible(page, 'desk, incoming call of nobody we know');
  });
});
