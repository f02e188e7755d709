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
  /** For `retry`: not before this, where the disposition has a rule of its own. */
  readonly retryAt?: number | undefined;
  /** For `final` and `converted`: where the lead ends, instead of loser and winner. */
  readonly end?: LeadEnd | undefined;
}

/** States of a lead that is never dialled again by itself. */
export type LeadEnd = 'winner' | 'loser' | 'archived';

/** the dial-back of a lead nobody knew was not answered. What was agreed or found out since stands; then the same is given back. */
export function automaticRedial(progress: DialProgress): DialProgress {
  return progress.dialState === 'open' ? { ...progress, dialState: 'automatic_redial' } : progress;
}

/** Where a disposition leaves the lead for dialling. It replaces whatever was agreed before; counters stay. */
export function afterDisposition(progress: DialProgress, disposition: Disposition): DialProgress {
  const { callbackAt: _at, callbackAgentId: _agent, ...rest } = progress;
  switch (disposition.category) {
    case 'retry':
      return {
        ...rest,
        // Which of the two it is says where the lead came from, and does not change what is done with it.
        dialState: progress.dialState === 'automatic_redial' ? 'automatic_redial' : 'open',
        ...(disposition.retryAt === undefined ? {} : { callbackAt: disposition.retryAt }),
      };
    case 'callback':
      return { ...rest, ...callback(disposition) };
    case 'converted':
      return { ...rest, dialState: disposition.end ?? 'winner' };
    case 'final':
      return { ...rest, dialState: disposition.end ?? 'loser' };
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
