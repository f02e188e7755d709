/** What belongs to no process: signing in, users, trunks, phones, and who knocked at a process that is not theirs. */
export const INSTALLATION_CHAIN = 'installation';

export function processChain(processId: string): string {
  return `process:${processId}`;
}
