import { useEffect, useRef } from 'react';
import type { DeskEvent } from '../../../src/app/views/desk.ts';
import { isTyping } from './use-shortcuts.ts';

export const LEAD_ID = 'desk-lead';
export const OUTCOME_ID = 'desk-outcome';

/**
 * With each step of the work the focus goes where it goes on: to the lead when one comes, to the outcomes when the call is over. It is
 * never taken from somebody who types, who has a dialog or a menu open, or who is elsewhere than at the desk.
 */
export function useDeskFocus(desk: DeskEvent | undefined): void {
  const place = placeOf(desk);
  const before = useRef(place);
  useEffect(() => {
    if (place === before.current) return;
    before.current = place;
    const active = document.activeElement;
    if (isTyping(active) || !isAtDesk(active)) return;
    const target = (place.startsWith('outcome') && firstOutcome()) || document.getElementById(LEAD_ID);
    target?.focus({ preventScroll: true });
  }, [place]);
}

function placeOf(desk: DeskEvent | undefined): string {
  if (desk?.preview !== undefined) {
    return `${desk.presence === 'wrap_up' ? 'outcome' : 'lead'} ${desk.preview.attemptId}`;
  }
  return desk?.handover === undefined ? 'idle' : `handover ${desk.handover.attemptId}`;
}

/** Where a button was that is gone or off now, the focus is on the page's body. */
function isAtDesk(active: Element | null): boolean {
  return active === null || active === document.body || active.closest('main') !== null;
}

/** The one that is chosen already, else the first. */
function firstOutcome(): HTMLElement | null {
  const radio = `#${OUTCOME_ID} input[type="radio"]`;
  return (
    document.querySelector<HTMLElement>(`${radio}:checked`) ?? document.querySelector<HTMLElement>(radio)
  );
}
