import { DispositionEnd } from '@firstring/contracts/leads/campaign';
import { DispositionCategory as Wire, type Disposition } from '@firstring/contracts/leads/lead_events';
import type { DispositionCategory, LeadEnd } from '@firstring/domain/lead-lifecycle';

const SECOND_MS = 1000;

const WIRE: Readonly<Record<DispositionCategory, Wire>> = {
  final: Wire.DISPOSITION_CATEGORY_FINAL,
  retry: Wire.DISPOSITION_CATEGORY_RETRY,
  callback: Wire.DISPOSITION_CATEGORY_CALLBACK,
  dnc: Wire.DISPOSITION_CATEGORY_DNC,
  converted: Wire.DISPOSITION_CATEGORY_CONVERTED,
};

export function wireCategory(category: DispositionCategory): Wire {
  return WIRE[category];
}

const ENDS: Readonly<Partial<Record<DispositionEnd, LeadEnd>>> = {
  [DispositionEnd.DISPOSITION_END_WINNER]: 'winner',
  [DispositionEnd.DISPOSITION_END_LOSER]: 'loser',
  [DispositionEnd.DISPOSITION_END_ARCHIVED]: 'archived',
};

/** Where it leaves the lead, where that is not what its category says. */
export function endOf(wire: DispositionEnd | undefined): LeadEnd | undefined {
  return wire === undefined ? undefined : ENDS[wire];
}

export function retryOf({ retry }: Disposition): { gapMs: number; timesMax: number } | undefined {
  return retry === undefined ? undefined : { gapMs: retry.gapSeconds * SECOND_MS, timesMax: retry.timesMax };
}
