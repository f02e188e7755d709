import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeskClient } from '@firstring/standalone-service/desk-client';
import { Product } from '../stack/product.ts';
import { Telephones } from '../stack/telephones.ts';
import { pushLead } from '../stack/vendor.ts';

const LEAD = '+12125550123';

test('R-53 R-54 a lead who calls and reaches nobody is called back before a fresh lead', async () => {
  await using telephones = await Telephones.start({
    policy: () => ({ ringAfterMs: 5, outcome: { type: 'answer', afterMs: 20, hangUpAfterMs: 50 } }),
  });
  await using product = await Product.start({ env: { STANDALONE_TRUNK_TARGET: telephones.trunkTarget } });
  const { ready } = product;
  const [account] = ready.agents;
  assert.ok(account !== undefined);
  await telephones.phone(account, ready.sip, 50);
  const { lead: caller } = await pushLead(ready, { caller_id: LEAD, first_name: 'Dana' });

  // Nobody is Ready: the call is refused and kept.
  const answered = telephones.carrier
    .dialIn({ from: LEAD, to: '+12025550100', target: ready.sip })
    .then((call) => call.answered);
  await assert.rejects(answered, { details: { status: '480' } });
  await pushLead(ready, { caller_id: '+12125550199', first_name: 'Fresh' });

  await using desk = await DeskClient.signIn(ready.consoleUrl, account);
  await desk.open();
  await desk.until(({ waiting }) => waiting.some(({ lane, count }) => lane === 'dialback' && count === 1));
  await desk.ready();
  const { preview } = await desk.until((view) => view.preview !== undefined);
  assert.equal(preview?.leadId, caller?.lead_id);
  assert.equal(preview?.dialback, true);
  await desk.dispose(await desk.until(({ presence }) => presence === 'wrap_up'), 'not-interested');
  await desk.until(({ waiting }) => waiting.every(({ lane, count }) => lane !== 'dialback' || count === 0));
});
