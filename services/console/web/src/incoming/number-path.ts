export const NUMBERS_PATH = '/telephony/incoming-numbers';

/** Address of one number's page; its first tab has no name of its own. */
export function numberPath(incomingNumberId: string, tab = ''): string {
  return `${NUMBERS_PATH}/${encodeURIComponent(incomingNumberId)}${tab === '' ? '' : `/${tab}`}`;
}

/** Everything read of a process's numbers is read again when one of them changes. */
export function numbersKey(processId: string): readonly string[] {
  return ['incoming-numbers', processId];
}
