/** Everything that reads claims is read again when one changes. */
export function claimsKey(processId: string): readonly unknown[] {
  return ['claims', processId];
}

/** `/api/claims/lea/release?processId=p1`. */
export function claimPath(processId: string, leadId: string, deed: string): string {
  return `/api/claims/${encodeURIComponent(leadId)}/${deed}?processId=${encodeURIComponent(processId)}`;
}
