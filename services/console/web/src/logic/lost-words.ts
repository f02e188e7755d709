/** Said while a page's live events do not come. */
export const LOST_WORDS = 'Not connected: what is shown may be old.';
