const CALLS = '/reporting/calls/';

/** Where one call has its page. */
export function pathOfCall({ attemptId }: { attemptId: string }): string {
  return CALLS + encodeURIComponent(attemptId);
}

/** The call of such an address; empty for any other. */
export function callAt(path: string): string {
  return path.startsWith(CALLS) ? decodeURIComponent(path.slice(CALLS.length)) : '';
}
