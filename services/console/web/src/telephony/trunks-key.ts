/** What is read of the trunks; a change reads it again. */
export const TRUNKS_KEY = ['trunks'] as const;
