import { nearestNumbers } from '@firstring/domain/phone';
import type { Trunk } from './trunk.ts';

export interface CallerIdWish {
  readonly processId: string;
  /** The number that is called, E.164. */
  readonly phone: string;
  /** What the permit names: the campaign's own, or the nearest of its numbers. */
  readonly callerId: string;
  /** The campaign's further numbers, best first; permits of before have none. */
  readonly otherCallerIds?: readonly string[];
}

/**
 * The caller id that this trunk may show for this call; undefined when there is none: the first of the permit's that is verified with
 * the carrier for this process. With local presence it is the nearest of all that are (`nearestNumbers`), and the permit's where none
 * is in the called number's country.
 */
export function callerIdFor(
  trunk: Pick<Trunk, 'callerIds' | 'localPresence'>,
  wish: CallerIdWish,
): string | undefined {
  const verified = trunk.callerIds
    .filter(({ processIds }) => processIds.length === 0 || processIds.includes(wish.processId))
    .map(({ number }) => number);
  const permitted = [wish.callerId, ...(wish.otherCallerIds ?? [])];
  const named = permitted.find((number) => verified.includes(number));
  if (!trunk.localPresence) return named;
  const [nearest] = nearestNumbers(verified, { phone: wish.phone, preferred: named ?? '' });
  return nearest ?? named;
}
