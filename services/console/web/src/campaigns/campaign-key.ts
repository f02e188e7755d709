/** Everything that is read of a process's campaigns is read again when one of them changes. */
export function campaignsKey(processId: string): readonly string[] {
  return ['campaigns', processId];
}
