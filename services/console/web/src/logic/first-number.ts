/** The number that Dial takes: the lead's Caller ID; for a dial-back the one they called from. */
export function firstNumber(
  lead: { readonly callerId: string },
  preview: { readonly dialback: boolean; readonly phone: string },
): string {
  return preview.dialback && preview.phone !== '' ? preview.phone : lead.callerId;
}
