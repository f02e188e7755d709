/** What is read of the trunks; a change reads it again. */
export const TRUNKS_KEY = ['trunks'] as const;
/** The process's test numbers. */
export const testNumbersKey = (processId: string): readonly string[] => ['test-numbers', processId];
