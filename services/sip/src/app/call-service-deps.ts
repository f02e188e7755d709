import type { AgentLines } from './agent-lines.ts';
import type { CallDeps } from './call-deps.ts';
import type { KeyedLock } from './keyed-lock.ts';
import type { LiveCalls } from './live-calls.ts';

/** What the call RPCs work on. */
export interface CallServiceDeps extends CallDeps {
  readonly calls: LiveCalls;
  readonly lines: AgentLines;
  /** By agent: two requests for one agent never start two calls. */
  readonly locks: KeyedLock;
}
