import type { SrvRecord } from 'node:dns';
import type { Random } from '@firstring/kernel';

/** The order in which to try SRV records: lowest priority first, and within one by chance in proportion to the weights (RFC 2782). */
export function srvOrder(records: readonly SrvRecord[], random: Random): SrvRecord[] {
  const priorities = [...new Set(records.map(({ priority }) => priority))].toSorted((a, b) => a - b);
  return priorities.flatMap((priority) =>
    byWeight(
      records.filter((it) => it.priority === priority),
      random,
    ),
  );
}

function byWeight(records: readonly SrvRecord[], random: Random): SrvRecord[] {
  // Records of weight 0 stand first, so that they are chosen with a very small chance (RFC 2782).
  const left = records.toSorted((a, b) => a.weight - b.weight);
  const order: SrvRecord[] = [];
  while (left.length > 0) {
    const sum = left.reduce((total, { weight }) => total + weight, 0);
    let point = random.int(sum + 1);
    const at = left.findIndex(({ weight }) => (point -= weight) <= 0);
    order.push(...left.splice(at, 1));
  }
  return order;
}
