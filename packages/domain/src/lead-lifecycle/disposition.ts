import { unreachable } from '@firstring/kernel';
import type { DialProgress } from './dial-progress.ts';

/** What a disposition does to the lead. */
export type DispositionCategory = 'final' | 'retry' | 'callback' | 'dnc' | 'converted';

/** What the agent said, with the time agreed for a callback. */
export interface Disposition {
  readonly category: DispositionCategory;
  readonly agentId: string;
  /** For `callback`: absent means postponed to the end of the queue. */
  readonly callbackAt?: number | undefined;
  /** Any agent may keep the callback; otherwise it is this agent's own. */
  readonly callbackCommon: boolean;
}

/** Where a disposition leaves the lead for dialling. It replaces whatever was agreed before; counters stay. */
export function afterDisposition(progress: DialProgress, disposition: Disposition): DialProgress {
  const { callbackAt: _at, callbackAgentId: _agent, ...rest } = progress;
  switch (disposition.category) {
    case 'retry':
      return { ...rest, dialState: 'open' };
    case 'callback':
      return { ...rest, ...callback(disposition) };
    case 'converted':
      return { ...rest, dialState: 'winner' };
    case 'final':
    case 'dnc':
      return { ...rest, dialState: 'loser' };
    default:
      return unreachable(disposition.category);
  }
}

function callback(
  disposition: Disposition,
): Pick<DialProgress, 'dialState' | 'callbackAt' | 'callbackAgentId'> {
  if (disposition.callbackAt === undefined) return { dialState: 'postponed' };
  const owner = disposition.callbackCommon ? {} : { callbackAgentId: disposition.agentId };
  return { dialState: 'callback', callbackAt: disposition.callbackAt, ...owner };
}
