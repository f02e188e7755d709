import { unreachable } from '@firstring/kernel';

/** Lifecycle of a lead: New until the first routed call, Converted by a disposition or a webhook. */
export type LeadStatus = 'new' | 'contacted' | 'converted';

/** What moves the lifecycle: a call was routed (A-10: bridged, or an inbound call was handed on), or it converted. */
export type LifecycleEvent = 'routed' | 'converted';

/**
 * The statuses a lead passes through because of an event, in order; empty when it stays. There is no way back, and a New
 * lead that converts passes through Contacted.
 */
export function statusesAfter(status: LeadStatus, event: LifecycleEvent): readonly LeadStatus[] {
  switch (event) {
    case 'routed':
      return status === 'new' ? ['contacted'] : [];
    case 'converted':
      if (status === 'new') return ['contacted', 'converted'];
      return status === 'contacted' ? ['converted'] : [];
    default:
      return unreachable(event);
  }
}
