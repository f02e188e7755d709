import { ERROR_REASONS, isErrorReason } from '@firstring/contracts';
import type { AppError } from '@firstring/kernel';
import type { TroubleEvent } from './views/desk.ts';

/** A failure as a page is told of it: in the catalogue's words where it has some. */
export function troubleOf({ reason, message }: AppError): TroubleEvent {
  return { reason, text: isErrorReason(reason) ? ERROR_REASONS[reason].message : message };
}
