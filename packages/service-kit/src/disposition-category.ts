import { DispositionCategory as Wire } from '@firstring/contracts/leads/lead_events';
import type { DispositionCategory } from '@firstring/domain/lead-lifecycle';

const CATEGORIES: Readonly<Partial<Record<Wire, DispositionCategory>>> = {
  [Wire.DISPOSITION_CATEGORY_FINAL]: 'final',
  [Wire.DISPOSITION_CATEGORY_RETRY]: 'retry',
  [Wire.DISPOSITION_CATEGORY_CALLBACK]: 'callback',
  [Wire.DISPOSITION_CATEGORY_DNC]: 'dnc',
  [Wire.DISPOSITION_CATEGORY_CONVERTED]: 'converted',
};

/** The rule behind a configured category; undefined for one that this version does not know. */
export function categoryOf(wire: Wire): DispositionCategory | undefined {
  return CATEGORIES[wire];
}
