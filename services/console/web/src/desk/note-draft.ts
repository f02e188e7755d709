/** A comment being typed survives a refresh of the page, for its own attempt only. */

const KEY = 'firstring.note';

export function readDraft(attemptId: string | undefined): string {
  if (attemptId === undefined) return '';
  try {
    const [owner, text] = JSON.parse(window.sessionStorage.getItem(KEY) ?? '[]') as unknown[];
    return owner === attemptId && typeof text === 'string' ? text : '';
  } catch {
    // No storage, or not ours: there is no draft.
    return '';
  }
}

export function writeDraft(attemptId: string, text: string): void {
  try {
    window.sessionStorage.setItem(KEY, JSON.stringify([attemptId, text]));
  } catch {
    // The comment is still on the page; only a refresh would lose it.
  }
}

export function clearDraft(): void {
  try {
    window.sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}
