/** A process's vendors: read on their page and where a link is made. */
export function vendorsKey(processId: string): readonly string[] {
  return ['vendors', processId];
}
