/**
 * B1, small form: leads arrive by a fixed Poisson schedule; from the first byte of the POST to the INVITE at an agent's phone. 20
 * agents work on and on, their phones lift at once, the lead's leg is answered and hung up at once. Phones, carrier and agents
 * run in this process, the product in its own.
 */
import { Product } from '../../tests/stack/product.ts';
import { Telephones } from '../../tests/stack/telephones.ts';
import type { Figure } from '../figure.ts';
import { speedToLead } from './load.ts';

const AGENTS = 20;

export async function run({ small }: { small: boolean }): Promise<Figure[]> {
  await using telephones = await Telephones.start({
    policy: () => ({ ringAfterMs: 5, outcome: { type: 'answer', afterMs: 10, hangUpAfterMs: 10 } }),
  });
  await using product = await Product.start({
    env: { STANDALONE_AGENTS: String(AGENTS), STANDALONE_TRUNK_TARGET: telephones.trunkTarget },
  });
  // Awaited here: what it works with is closed when this function ends.
  return await speedToLead(product.ready, telephones, {
    bench: 'B1',
    leadsPerSecond: 5,
    seconds: small ? 8 : 60,
    goalP50: '<=50',
    goalP99: '<=250',
  });
}
