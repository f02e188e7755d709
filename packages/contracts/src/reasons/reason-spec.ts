import type { ErrorCode, Retry } from '@firstring/kernel';

/** What the catalogue says of a reason. */
export interface ReasonSpec {
  /** Page of docs/failure-modes that has this reason's heading. */
  readonly page: 'general' | 'ingest' | 'lead-store' | 'scheduler' | 'claim' | 'dialback' | 'sip' | 'console';
  readonly code: ErrorCode;
  readonly retry: Retry;
  /** What a caller is told when nothing more exact is known. */
  readonly message: string;
}

/** A row of the catalogue; most failures come again when they are tried again. */
export function spec(
  page: ReasonSpec['page'],
  code: ErrorCode,
  message: string,
  retry: Retry = 'never',
): ReasonSpec {
  return { page, code, retry, message };
}
