import type { InboundRecord } from '../kafka/driver.ts';
import type { RawMessage } from './internals.ts';

export function toInbound({ offset, key, value, headers = {}, timestamp }: RawMessage): InboundRecord {
  return { offset: BigInt(offset), key, value, headers, timestamp: Number(timestamp) };
}
