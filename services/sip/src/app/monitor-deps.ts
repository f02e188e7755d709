import type { Clock } from '@firstring/kernel';
import type { CallLadders } from '../domain/call-ladders.ts';
import type { LiveCalls } from './live-calls.ts';
import type { TestCalls } from './test-calls.ts';

/** What the monitor RPCs look at. */
export interface MonitorDeps {
  readonly clock: Clock;
  readonly calls: LiveCalls;
  readonly testCalls: TestCalls;
  readonly ladders: CallLadders;
}
