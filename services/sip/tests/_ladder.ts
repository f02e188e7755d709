import type { CallLadder } from '@firstring/contracts/sip/monitor_service';
import { systemClock as clock } from '@firstring/kernel/system';
import type { Harness } from './_harness.ts';

const DEADLINE_MS = 10_000;

/** The ladder of a call once it fits; asks again until then. */
export async function ladderUntil(
  harness: Harness,
  attemptId: string,
  fits: (ladder: CallLadder) => boolean,
): Promise<CallLadder> {
  let seen: CallLadder | undefined;
  for (const deadline = AbortSignal.timeout(DEADLINE_MS); !deadline.aborted; await clock.sleep(20)) {
    seen = (await harness.monitor.getCallLadder({ attemptId })).ladder;
    if (seen !== undefined && fits(seen)) return seen;
  }
  throw new Error(`the ladder does not fit: ${JSON.stringify(seen === undefined ? [] : steps(seen))}`);
}

/** `a1> INVITE`, `a1< 200 INVITE`: leg, direction, status and method. */
export function steps(ladder: CallLadder): string[] {
  return ladder.messages.map(
    ({ leg, sent, method, status }) =>
      `${leg}${sent ? '>' : '<'} ${status === 0 ? '' : `${status} `}${method}`,
  );
}
