/** Address of a campaign's page; the settings tab has no name of its own. */
export function campaignPath(campaignId: string, tab = ''): string {
  return `/campaigns/${encodeURIComponent(campaignId)}${tab === '' ? '' : `/${tab}`}`;
}
